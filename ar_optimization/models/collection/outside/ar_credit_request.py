from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


class ArCreditRequest(models.Model):
    """Handing a customer over to an agency, and writing off what it owes, as types of request."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('placement', "Placement"), ('write_off', "Write-Off")],
        ondelete={'placement': 'cascade', 'write_off': 'cascade'})

    # === BUSINESS === #

    def _placements(self):
        """The cases that these requests are about; those of other types have none."""
        return self._about('placement', 'ar.placement', 'placement_id')

    @api.model
    def _prepare_placement(self, account, values):
        """At stake is what is handed over.

        :raise UserError: when there is nothing to decide on, or the agency cannot take it.
        """
        case = self.env['ar.placement'].browse(values['placement_id']).exists()
        if not case or case.account_id != account or case.state != 'waiting':
            raise UserError(self.env._("There is no placement of this customer to decide on."))
        case._check_ready()
        return {'placement_id': case.id}, account.currency_id.round(case.open_amount)

    def _apply_placement(self):
        self._placements()._hand_over()

    def _parties_placement(self):
        # What a rule proposed is nobody's.
        return self._authors(self._placements().filtered(lambda case: not case.rule_id))

    def _authors(self, cases):
        """Who made these cases or their rows, other than who asks."""
        people = cases.create_uid | cases.line_ids.create_uid | cases.line_ids.write_uid
        return people.filtered(lambda user: not user._is_superuser()) - self.requester_id

    def _finish(self, state, how, comment=None):
        # EXTENDS approval: what was not approved can be changed and asked for again
        result = super()._finish(state, how, comment)
        if state != 'approved':
            self.sudo()._placements()._withdraw()
            self.sudo()._write_offs()._withdraw()
        return result

    # === WRITE-OFF === #

    def _write_offs(self):
        """The write-offs that these requests are about; those of other types have none."""
        return self._about('write_off', 'ar.write.off', 'write_off_id')

    @api.model
    def _prepare_write_off(self, account, values):
        """At stake is what is written off, tax included.

        :raise UserError: when there is nothing to decide on, or less is open by now.
        """
        case = self.env['ar.write.off'].browse(values['write_off_id']).exists()
        if not case or case.account_id != account or case.state != 'waiting':
            raise UserError(self.env._("There is no write-off of this customer to decide on."))
        case._check_ready()
        amount = sum(line._in_company_currency(line.amount) for line in case.line_ids)
        return {'write_off_id': case.id}, account.currency_id.round(amount)

    def _apply_write_off(self):
        self._write_offs()._book()

    def _parties_write_off(self):
        return self._authors(self._write_offs())

    # === SHOWING === #

    def _summary_text(self):
        # EXTENDS approval
        amount = formatLang(self.env, self.amount, currency_obj=self.currency_id)
        if case := self._placements():
            return self.env._(
                "%(agency)s: %(amount)s, items: %(items)s", agency=case.agency_id.display_name,
                items=len(case.line_ids), amount=amount)
        if case := self._write_offs():
            causes = dict(case._fields['cause']._description_selection(self.env))
            return self.env._(
                "%(cause)s: %(amount)s, items: %(items)s", cause=causes[case.cause],
                items=len(case.line_ids), amount=amount)
        return super()._summary_text()
