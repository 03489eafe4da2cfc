from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ....tools import worklist

# After so long without a sign, nobody is working on a customer any more.
CLAIM_MINUTES = 30
# What a collector writes into a row; everything else is rebuilt.
OWN = {'next_date', 'next_note'}


class ArWorklist(models.Model):
    """One customer that somebody turns to today. The list is rebuilt by one statement after the
    night's dunning, and on demand: its figures and points are of that moment, what collectors have
    done and agreed stays."""
    _name = 'ar.worklist'
    _description = "Worklist"
    _inherit = ['ar.amount.mixin']
    _order = 'state desc, points desc, overdue_amount desc, id'
    _log_access = False  # every row is written every night
    _rec_name = 'partner_id'

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, readonly=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, readonly=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    date = fields.Date(string="Listed On", readonly=True, help="When the row was last rebuilt.")
    points = fields.Integer(
        string="Priority", readonly=True, aggregator='max',
        help="The sum of the points of all rules.")
    state = fields.Selection(
        [('done', "Done"), ('rest', "Later"), ('todo', "To Do")], readonly=True, required=True,
        default='todo', help="Done today, to be turned to on a later day, or now.")

    is_urgent = fields.Boolean(
        string="Does Not Wait", readonly=True,
        help="Listed although its next date is still to come.")

    # Figures of the moment of the rebuild: opening the list reads no ledger.
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    expected_amount = fields.Monetary(
        string="Expected", readonly=True,
        help="What is still to be expected of the overdue amount, by the age of its items.")
    worst_days = fields.Integer(string="Days Overdue", readonly=True, aggregator='max')
    item_count = fields.Integer(string="Overdue Items", readonly=True)
    dunning_level = fields.Integer(readonly=True, aggregator='max')
    level_id = fields.Many2one(
        'ar.dunning.level', string="Level Reached", readonly=True, ondelete='set null')
    way = fields.Selection(
        [('phone', "Phone Call"), ('visit', "Visit"), ('mail', "Mail")],
        readonly=True, default='phone',
        help="What dunning has planned; without a phone number, a mail.")
    city = fields.Char(readonly=True)

    user_id = fields.Many2one(
        'res.users', string="For", readonly=True, ondelete='set null',
        help="Who owns the debt, or who steps in while that person is away.")
    owner = fields.Selection(
        selection=lambda self: self.env['ar.credit.account']._owner_selection(),
        string="Owned By", readonly=True)
    stands_in_for_id = fields.Many2one(
        'res.users', string="In Place Of", readonly=True, ondelete='set null')

    next_date = fields.Date(help="The customer comes back on this day, and rests until then.")
    next_note = fields.Char(string="For Next Time")
    done_date = fields.Date(readonly=True)
    done_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    claim_user_id = fields.Many2one(
        'res.users', string="Being Worked On By", readonly=True, ondelete='set null')
    claim_date = fields.Datetime(string="Since", readonly=True)
    is_claimed = fields.Boolean(
        string="Somebody Else Is On It", compute='_compute_claimed',
        help="Another collector has opened this customer a short while ago.")

    _account_unique = models.UniqueIndex('(account_id)')
    # Nothing that a rebuild changes every night is in an index: rows are then changed in place.
    # Each further index makes the rebuild slower.
    _user_idx = models.Index('(company_id, user_id)')

    # === COMPUTE === #

    @api.depends('claim_user_id', 'claim_date')
    @api.depends_context('uid')
    def _compute_claimed(self):
        for row in self:
            row.is_claimed = row._is_claimed()

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and vals.keys() - OWN:
            raise AccessError(self.env._("The worklist is rebuilt, not written."))
        result = super().write(vals)
        if not self.env.su and 'next_date' in vals:
            self.sudo()._rest(self.env.user)
        return result

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS web: a form says what it may write and nothing else. With another account in it,
        # the figures of that account would follow, and they are computed with all rights.
        said = [name for name in field_names if name in OWN]
        own = {name: value for name, value in values.items() if name in OWN}
        return super().onchange(own, said, fields_spec) if said else {}

    # === BUSINESS === #

    def _is_claimed(self):
        """Whether somebody else works on this customer now."""
        self.ensure_one()
        fresh = fields.Datetime.now() - timedelta(minutes=CLAIM_MINUTES)
        return bool(
            self.claim_user_id and self.claim_user_id != self.env.user
            and self.claim_date and self.claim_date > fresh)

    def _rest(self, user):
        """Take the rows whose next date is still to come off today's work, put others back."""
        today = fields.Date.context_today(self)
        later = self.filtered(lambda row: row.next_date and row.next_date > today)
        later.write(self._done_values('rest', user))
        (self - later).filtered(lambda row: row.state == 'rest').write({'state': 'todo'})

    def _reopen(self, **forgotten):
        """These rows are to be turned to now. The note for next time stays.

        :param forgotten: what else is written.
        """
        self.write({
            'state': 'todo', 'done_date': False, 'done_by_id': False, 'next_date': False,
            **forgotten})

    def _finish(self, user):
        """These rows are done for today."""
        self.write({**self._done_values('done', user), 'next_date': False, 'next_note': False})

    @api.model
    def _done_values(self, state, user):
        return {
            'state': state, 'done_date': fields.Date.context_today(self), 'done_by_id': user.id,
            'claim_user_id': False, 'claim_date': False}

    @api.model
    def _map_link(self, partner):
        """Where the map shows a customer; empty without an address."""
        known = partner.street or partner.city
        return known and worklist.map_link(
            partner._display_address(without_company=True), partner.country_id.code or '')
