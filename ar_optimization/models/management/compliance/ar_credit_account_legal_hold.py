from odoo import api, fields, models

NAMES = ('legal_hold_until', 'legal_hold_reason')


class ArCreditAccount(models.Model):
    """*Legal hold*: a credit manager says that every word about a customer may be needed. Up to
    that day no retention run erases any of it, not even when the person asks."""
    _name = 'ar.credit.account'
    _inherit = ['ar.credit.account', 'ar.until.mixin']

    legal_hold_until = fields.Date(
        copy=False, tracking=True,
        help="Up to this day nothing that was noted about the customer is erased.")
    legal_hold_reason = fields.Char(
        string="On Legal Hold Because", copy=False,
        help="The proceedings, or whoever has asked for it.")
    legal_hold_user_id = fields.Many2one(
        'res.users', string="Legal Hold By", copy=False, readonly=True, ondelete='set null')
    is_legal_hold = fields.Boolean(
        string="On Legal Hold", compute='_compute_is_legal_hold', search='_search_is_legal_hold')

    _legal_hold_reason = models.Constraint(
        "CHECK (legal_hold_until IS NULL OR COALESCE(legal_hold_reason, '') <> '')",
        "Say why the customer is on legal hold.")

    # === COMPUTE === #

    @api.depends('legal_hold_until')
    def _compute_is_legal_hold(self):
        self._compute_lasting('is_legal_hold', 'legal_hold_until')

    def _search_is_legal_hold(self, operator, value):
        return self._search_lasting('legal_hold_until', operator)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS collection: a default of the call's context counts as well
        made = super().create(vals_list)
        held = made.filtered(lambda account: account.legal_hold_until)
        if held:
            held._check_may_hold()
            held.sudo().write({'legal_hold_user_id': self.env.uid})
            held._log_legal_hold({account.id: dict.fromkeys(NAMES, False) for account in held})
        return made

    def write(self, vals):
        # EXTENDS collection: whoever writes it and on whatever way, it is in the log
        if not vals.keys() & {*NAMES, 'legal_hold_user_id'}:
            return super().write(vals)
        self._check_may_hold()
        before = self._legal_hold_images()
        result = super().write(self._with_holder(vals))
        self._log_legal_hold(before)
        return result

    # === BUSINESS === #

    def _check_may_hold(self):
        """:raise AccessError: for who is no credit manager."""
        if not self.env.su:
            self.env.user._ar_check_role('credit_manager')

    @api.model
    def _with_holder(self, vals):
        """Who holds is whoever says so, not what somebody types; what ends leaves nothing."""
        if 'legal_hold_until' in vals and not vals['legal_hold_until']:
            return {**vals, 'legal_hold_reason': False, 'legal_hold_user_id': False}
        if self.env.su and 'legal_hold_user_id' in vals:
            return vals
        return {**vals, 'legal_hold_user_id': self.env.uid}

    def _legal_hold_images(self):
        return self.env['ar.event']._images(self, NAMES)

    def _log_legal_hold(self, before):
        self.env['ar.event']._log_changes(
            'account.legal_hold', self, before, self._legal_hold_images())

    def _fold_values(self, sources):
        # EXTENDS collection: of several holds the longest, with all reasons
        values = super()._fold_values(sources)
        held = (self | sources).filtered('legal_hold_until').sorted('legal_hold_until')
        if held:
            values.update({
                'legal_hold_until': held[-1].legal_hold_until,
                'legal_hold_reason': "; ".join(dict.fromkeys(held.mapped('legal_hold_reason'))),
                'legal_hold_user_id': held[-1].legal_hold_user_id.id})
        return values
