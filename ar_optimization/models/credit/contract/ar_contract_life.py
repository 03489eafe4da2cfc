from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class ArContract(models.Model):
    """The life of a contract: submitted, approved, signed, changed, ended."""
    _inherit = 'ar.contract'

    # === ACTIONS === #

    def action_submit(self):
        """Ask for the approval of these drafts."""
        self.env.user._ar_check_role('credit_analyst')
        for contract in self:
            if contract.state != 'draft':
                raise UserError(self.env._("%s was submitted already.", contract.name))
            contract.version_id._submit()

    def action_change(self):
        """Open a new version of this contract: a copy of the terms in force, to be changed."""
        self.ensure_one()
        self.env.user._ar_check_role('credit_analyst')
        if self.state not in ('active', 'expired'):
            raise UserError(self.env._("Only a contract that is in force can be changed."))
        version = self.pending_version_id or self._new_version()
        return version.with_context(create=False)._get_records_action(
            name=self.env._("Change of %s", self.name))

    def action_end(self):
        """Open the form that ends this contract."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_contract_end_action'),
            'context': {'default_contract_ids': [Command.set(self.ids)]},
        }

    def action_send(self):
        """Note that the latest version was sent to the customer to be signed."""
        self._to_sign().action_send()

    def action_sign(self):
        """Note that the latest version is signed; the signed document is attached to it."""
        self._to_sign().action_sign()

    # === BUSINESS === #

    def _to_sign(self):
        """The version that is to be signed next: the change under way, else the one in force."""
        self.ensure_one()
        pending = self.pending_version_id
        return pending if pending.state == 'approved' else self.version_id

    def _new_version(self):
        """A copy of the terms in force as a draft, from today on, or from the first day of what
        is not in force yet."""
        today = fields.Date.context_today(self)
        version = self.version_id.sudo().copy({
            'date_from': max(today, self.date_from),
            'date_end': self.state == 'active' and self.date_end,
        })
        version.write({
            'contract_id': self.id, 'number': max(self.version_ids.mapped('number')) + 1})
        return version.sudo(self.env.su)

    def _end(self, day, reason):
        """End these contracts: the last day counts still. Nothing becomes of a change under way.

        :param date day: the last day.
        :param str reason: why.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if wrong := self.filtered(lambda contract: contract.state != 'active')[:1]:
            raise UserError(self.env._("%s is not in force.", wrong.name))
        if day > fields.Date.context_today(self):
            raise UserError(self.env._(
                "A last day to come is agreed on as a change of the contract."))
        self.pending_version_id._discard()
        before = self._images()
        self.sudo().write({'state': 'ended', 'ended_on': day, 'end_reason': reason})
        self.env['ar.event']._log(
            'contract.ended', self, reason=reason, before=before,
            after=self._images())
        self._after_change()

    def _images(self):
        """What became of the contracts, as events store it."""
        return self.env['ar.event']._images(self, ('state', 'ended_on', 'version_id'))

    def _activate(self, today):
        """Put these contracts in force: their first version was approved."""
        self.sudo().write({'state': 'active', 'activated_on': today})

    def _after_change(self):
        """Have the customers' accounts and drafts follow at once, and what is held be looked at
        again."""
        self.env.registry.clear_cache()
        left = self._refresh_drafts()
        self.env['ar.credit.account'].sudo()._follow_contracts(
            self.sudo().account_id, fields.Date.context_today(self))
        left._ar_give_customer_term()

    def _refresh_drafts(self):
        """Have the drafts of these customers follow their contracts.

        :return: those left with the term of a contract that they do not fall under any more.
        """
        return self.env['account.move'].sudo().search([
            ('state', '=', 'draft'), ('move_type', 'in', ('out_invoice', 'out_refund')),
            ('commercial_partner_id', 'in', self.partner_id.ids),
            ('company_id', 'in', self.company_id.ids)])._ar_refresh_contracts()

    # === CRON === #

    @api.model
    def _nightly(self, companies, today):
        """Bring contracts up to date: changes whose day has come, the end, reminders; and what
        follows them: drafts, whose day is today as long as they have no date, and accounts.

        :param date today: the day.
        """
        agreed = self.sudo().with_context(active_test=False).search([
            ('company_id', 'in', companies.ids), ('state', 'in', ('active', 'expired'))])
        agreed.version_ids._take_effect(today)
        agreed._expire(today)
        agreed._remind(today)
        left = agreed._refresh_drafts()
        self.env['ar.credit.account'].sudo()._follow_contracts(
            agreed.account_id | self.env['ar.credit.account'].sudo().search([
                ('contract_id', '!=', False), ('company_id', 'in', companies.ids)]), today)
        left._ar_give_customer_term()

    def _expire(self, today):
        """Close the contracts whose last day is past."""
        ended = self.filtered(
            lambda contract: contract.state == 'active'
            and contract.date_end and contract.date_end < today)
        ended.write({'state': 'expired'})
        self.env['ar.event']._log(
            'contract.expired', ended, before={key: {'state': 'active'} for key in ended.ids},
            after={key: {'state': 'expired'} for key in ended.ids})

    def _remind(self, today):
        """Tell who is responsible that a contract ends soon, once for each last day."""
        ending = self.filtered(lambda contract: (
            contract.state == 'active' and contract.date_end
            and contract.date_end != contract.reminded_for
            and fields.Date.subtract(contract.date_end, days=contract.notice_days) <= today))
        ending._schedule(lambda contract: (contract.date_end, contract.env._(
            "Contract %(contract)s ends on %(day)s: renew it or let it end",
            contract=contract.name, day=format_date(contract.env, contract.date_end))))
        for contract in ending:
            contract.reminded_for = contract.date_end

    def _schedule(self, values):
        """One activity on each of these contracts for whoever is responsible, in his language.

        :param values: method that gives (date, summary) for a contract.
        """
        kind, model_id = (
            self.env.ref('mail.mail_activity_data_todo'), self.env['ir.model']._get_id(self._name))
        activities = []
        for contract in self:
            user = contract.responsible_id or contract.company_id.sudo()._ar_credit_manager()
            day, summary = values(contract.with_context(lang=user.lang))
            activities.append({
                'activity_type_id': kind.id, 'res_model_id': model_id, 'res_id': contract.id,
                'date_deadline': day, 'user_id': user.id, 'summary': summary, 'automated': True})
        self.env['mail.activity'].with_context(mail_activity_quick_update=True).create(activities)
