from odoo import api, fields, models
from odoo.exceptions import UserError

NAMES = ('stop_until', 'stop_reason', 'stop_delivery')


class ArCreditAccount(models.Model):
    """*Stop everything*: nobody reminds the customer, nobody calls, and where it was asked for,
    nothing is delivered on credit, up to a day; then it goes on by itself."""
    _name = 'ar.credit.account'
    _inherit = ['ar.credit.account', 'ar.until.mixin']

    stop_until = fields.Date(
        string="Stopped Until", copy=False, tracking=True,
        help="Reminders, calls and the worklist leave the customer alone up to this day.")
    stop_reason = fields.Char(string="Stopped Because", copy=False, tracking=True)
    stop_delivery = fields.Boolean(
        string="No Delivery on Credit", copy=False, tracking=True,
        help="The guard holds orders and deliveries while everything is stopped.")
    is_stopped = fields.Boolean(
        string="Everything Stopped", compute='_compute_is_stopped', search='_search_is_stopped')

    _stop_reason = models.Constraint(
        "CHECK (stop_until IS NULL OR COALESCE(stop_reason, '') <> '')",
        "Say why everything is stopped.")

    # === COMPUTE === #

    @api.depends('stop_until')
    def _compute_is_stopped(self):
        self._compute_lasting('is_stopped', 'stop_until')

    def _search_is_stopped(self, operator, value):
        return self._search_lasting('stop_until', operator)

    # === CRUD === #

    def write(self, vals):
        # EXTENDS ledger: whoever writes it and on whatever way, it is in the log
        if not vals.keys() & set(NAMES):
            return super().write(vals)
        self._check_may_stop(vals)
        before = self._stop_images()
        result = super().write(vals)
        kind = 'account.stopped' if self[:1].stop_until else 'account.resumed'
        self.env['ar.event']._log_changes(kind, self, before, self._stop_images())
        if 'stop_delivery' in vals:
            self.env['ar.credit.hold'].sudo()._look_again(
                {(account.company_id.id, account.partner_id.id) for account in self})
        return result

    def _check_may_stop(self, vals):
        """Refuse a person who stops deliveries, or touches such a stop, without being a manager.

        :raise AccessError:
        """
        if not self.env.su and ('stop_delivery' in vals or any(self.mapped('stop_delivery'))):
            self.env.user._ar_check_role('credit_manager')

    def _stop_images(self):
        return self.env['ar.event']._images(self, NAMES)

    # === ACTIONS === #

    def action_stop_everything(self):
        """Ask for reason and last day, then leave this customer alone."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_stop_everything_action'),
            'context': {'default_account_id': self.id},
        }

    def action_resume(self):
        """Let everything go on before its day.

        :raise UserError: when nothing is stopped.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        if not any(self.mapped('stop_until')):
            raise UserError(self.env._("Nothing is stopped here."))
        if any(self.mapped('stop_delivery')):
            self.env.user._ar_check_role('credit_manager')
        self.sudo()._resume()

    # === BUSINESS === #

    def _stop_everything(self, until, reason, delivery=False):
        """Leave this customer alone up to a day.

        :param date until: the last day.
        :param str reason: why, for the log.
        :param bool delivery: deliver nothing on credit meanwhile.
        """
        self.write({'stop_until': until, 'stop_reason': reason, 'stop_delivery': delivery})
        rows = self.env['ar.worklist'].search([('account_id', 'in', self.ids)])
        rows._finish(self.env.user)

    def _resume(self):
        self.write({'stop_until': False, 'stop_reason': False, 'stop_delivery': False})

    def _guard_terms(self, today):
        # EXTENDS credit
        terms = super()._guard_terms(today)
        held = self.stop_delivery and self.stop_until and self.stop_until >= today
        if held and terms['status'] in ('open', 'watch'):
            return {**terms, 'status': 'hold'}
        return terms

    @api.model
    def _guard_fields(self):
        # EXTENDS credit
        return [*super()._guard_fields(), 'stop_delivery', 'stop_until']

    # === CRON === #

    @api.model
    def _end_stops(self, company, today):
        """Let go on what was stopped up to yesterday."""
        self.search([('company_id', '=', company.id), ('stop_until', '<', today)])._resume()
