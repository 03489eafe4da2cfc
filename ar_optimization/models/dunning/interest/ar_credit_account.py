from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .ar_interest_policy import DEBTORS

# Only a credit manager changes these, and every change is logged.
DECIDED = ('interest_policy_id', 'interest_debtor')


class ArCreditAccount(models.Model):
    """What a customer's late payments cost it."""
    _inherit = 'ar.credit.account'

    interest_policy_id = fields.Many2one(
        'ar.interest.policy', string="Own Interest Policy", check_company=True,
        ondelete='restrict', index='btree_not_null', copy=False, tracking=True,
        help="In place of the first one that fits.")
    interest_debtor = fields.Selection(
        DEBTORS, string="Kind of Debtor", copy=False, tracking=True,
        help="Which law counts. Empty: a natural person is a consumer, others are businesses, and "
             "public bodies where their contract says so.")
    interest_stop_ids = fields.One2many(
        'ar.interest.stop', 'account_id', string="Days without Interest")
    interest_charge_ids = fields.One2many(
        'ar.interest.charge', 'account_id', string="Late Interest and Fees")
    interest_open = fields.Monetary(
        string="Interest and Fees", compute='_compute_interest_open', compute_sudo=True,
        help="Claimed and not invoiced yet, in company currency at today's rate.")

    # === COMPUTE === #

    @api.depends('interest_charge_ids.amount_due', 'interest_charge_ids.state')
    def _compute_interest_open(self):
        today = fields.Date.context_today(self)
        totals = self.env['ar.interest.charge']._read_group(
            [('account_id', 'in', self.ids), ('state', '=', 'memo'), ('mode', '!=', 'threat')],
            ['account_id', 'currency_id'], ['amount_due:sum'])
        open_amounts = defaultdict(float)
        for account, currency, total in totals:
            open_amounts[account] += currency._convert(
                total, account.currency_id, account.company_id, today)
        for account in self:
            account.interest_open = open_amounts[account._origin]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in DECIDED):
            self._check_interest_decider()
            self._check_interest_policy(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        names = [name for name in DECIDED if name in vals]
        if not names:
            return super().write(vals)
        self._check_interest_decider()
        self._check_interest_policy([vals])
        event = self.env['ar.event']
        before = event._images(self, names)
        result = super().write(vals)
        event._log_changes('interest.terms_changed', self, before, event._images(self, names))
        return result

    def _check_interest_decider(self):
        if not self.env.su:
            self.env.user._ar_check_role('credit_manager')

    @api.model
    def _check_interest_policy(self, vals_list):
        """Refuse what nobody has decided on yet: where terms are locked, a policy waits archived,
        and a customer's own counts even so."""
        ids = [] if self.env.su else [vals.get('interest_policy_id') for vals in vals_list]
        for policy in self.env['ar.interest.policy'].sudo().browse(filter(None, ids)):
            if not policy.active and policy._lock_company():
                raise UserError(self.env._("%s is not in force.", policy.display_name))

    # === ACTIONS === #

    def action_interest(self):
        """The late interest and fees of these customers."""
        return self._list_of('ar_interest_charge_action', context={})

    # === CRON === #

    @api.model
    def _nightly_steps(self):
        # EXTENDS credit: before dunning, whose notices name it
        steps = super()._nightly_steps()
        place = steps.index('_nightly_dunning') if '_nightly_dunning' in steps else len(steps)
        return [*steps[:place], '_nightly_interest', *steps[place:]]

    @api.model
    def _nightly_interest(self, companies, today, full=False):
        """Bring the memos up to date, then invoice and let go what the policies say."""
        watched = companies.filtered(lambda company: company._ar_position('dunning') != 'off')
        if watched:
            charges = self.env['ar.interest.charge'].sudo()
            charges._accrue(watched, today)
            charges._post_due(watched, today)
