from odoo import api, fields, models
from odoo.exceptions import UserError

from .ar_cover import TERMS


class ArCover(models.Model):
    """A cover counts in place of money: where credit terms are locked, activating one and changing
    one that counts are requests, and whoever entered it does not decide on it."""
    _inherit = 'ar.cover'

    # === CRUD === #

    def write(self, vals):
        locked = self._locked_by(vals)
        if not locked:
            return super().write(vals)
        self._check_writer(vals, [name for name in TERMS if name in vals])
        locked._ask_for(vals)
        super(ArCover, self - locked).write(vals)
        return super(ArCover, locked).write(self._unlocked(vals))

    # === ACTIONS === #

    def action_activate(self):
        # EXTENDS cover: a request where terms are locked
        locked = self.filtered(lambda cover: not self.env.su and cover._lock_company())
        if free := self - locked:
            super(ArCover, free).action_activate()
        return locked._ask_to_activate() if locked else None

    # === BUSINESS === #

    @api.model
    def _lock_kind(self):
        return 'cover'

    @api.model
    def _locked_names(self):
        return frozenset((*TERMS, 'state'))

    def _is_in_force(self):
        return self.state != 'draft'

    def _lock_account(self):
        return self.account_id

    def _company_after(self, vals):
        # EXTENDS credit: a cover is of the company of its account
        if 'account_id' in vals:
            return self.account_id.sudo().browse(vals['account_id']).company_id
        return super()._company_after(vals)

    def _lock_stake(self, vals):
        """What is promised, in company currency."""
        amount, percent = vals.get('amount', self.amount), vals.get('percent', self.percent)
        currency = self.currency_id.browse(vals.get('currency_id', self.currency_id.id))
        return currency._convert(
            amount * percent / 100, self.company_id.currency_id, self.company_id,
            fields.Date.context_today(self))

    def _lock_parties(self):
        return self.create_uid

    def _ask_to_activate(self):
        """Ask that these covers count, with the rights of the user.

        :return: a notification when somebody else has to decide.
        """
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('write')
        self._check_complete()
        requests = self.env['ar.credit.request']
        for cover in self:
            if requests.sudo()._waits_for_document(cover):
                raise UserError(self.env._("%s was asked for already.", cover.display_name))
            requests |= cover._submit_locked(cover._lock_values({'state': 'active'}))
        self.invalidate_recordset()
        waiting = requests.filtered(lambda request: request.state == 'waiting')
        return waiting._notify_waiting() if waiting else None

    def _apply_locked(self, vals):
        if vals.get('state') != 'active':
            super()._apply_locked(vals)
            return
        self._check_complete()
        self._step('activate', activated_by_id=self.env.uid,
                   activated_on=fields.Date.context_today(self))
