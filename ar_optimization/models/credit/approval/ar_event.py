from odoo import api, models

from ...ledger.ar_event_text import Value
from .effect import Effect


class ArEvent(models.Model):
    _inherit = 'ar.event'

    @api.model
    def _kind_names(self):
        # EXTENDS credit
        return {
            **super()._kind_names(),
            'request.approved': self.env._("Request approved"),
            'request.cancelled': self.env._("Request cancelled"),
            'request.delegated': self.env._("Substitute named"),
            'request.delegation_ended': self.env._("Substitute no longer named"),
            'request.escalated': self.env._("Request escalated"),
            'request.expired': self.env._("Request expired"),
            'request.refused': self.env._("Request refused"),
            'request.renewed': self.env._("Request asked again"),
            'request.rule_changed': self.env._("Approval rule changed"),
            'request.rule_created': self.env._("Approval rule made"),
            'request.step_approved': self.env._("Step of a request approved"),
            'request.submitted': self.env._("Request made"),
        }

    @api.model
    def _value_names(self):
        # EXTENDS credit
        return {
            **super()._value_names(),
            'ar.credit.request.user_id': Value(
                self.env._("Also Asked"), 'ar.approval.delegation', 'delegate_id'),
        }

    @api.model
    def _log(self, kind, records, *, numbers=None, **values):
        # EXTENDS ledger: what an approved request does names it
        effect = self.env.context.get('ar_effect')
        if isinstance(effect, Effect):
            numbers = {
                record.id: {
                    **((numbers or {}).get(record.id) or {}),
                    'request_id': effect.request_of(record)}
                for record in records}
        return super()._log(kind, records, numbers=numbers, **values)

    def _figure_lines(self, numbers):
        # EXTENDS credit: the request by its number
        request_id = numbers.get('request_id')
        rest = {name: value for name, value in numbers.items() if name != 'request_id'}
        if rest:
            yield from super()._figure_lines(rest)
        if request_id and (request := self.env['ar.credit.request'].sudo().browse(
                request_id).exists()):
            yield self.env._("Request: %s", request.name)

    @api.model
    def _personal_names(self, records):
        # EXTENDS credit: a request carries the values of an account
        return super()._personal_names(records) | {'tier_override_reason'}

    def _labels(self, names):
        # EXTENDS ledger: what is asked for and the figures are values of the account
        if self.res_model != 'ar.credit.request':
            yield from super()._labels(names)
            return
        account = self.env['ar.credit.account']
        for name in names:
            if field := account._fields.get(name):
                yield name, field._description_string(self.env), field
            else:
                yield from super()._labels([name])

    def _change_lines(self, before, after):
        # EXTENDS ledger: what is asked for about another document, as the request says it
        request = self.env['ar.credit.request']
        known = request._fields.keys() | self.env['ar.credit.account']._fields.keys()
        asked = self.res_model == request._name and not {*before, *after} <= known
        if asked and (request := request.sudo().browse(self.res_id).exists()):
            yield request.summary
            return
        yield from super()._change_lines(before, after)
