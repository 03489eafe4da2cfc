from odoo import api, fields, models
from odoo.exceptions import AccessError


class ArCreditAccount(models.Model):
    """How much the customer has got worse, and the night of early warning."""
    _inherit = 'ar.credit.account'

    deterioration = fields.Float(
        digits=(5, 1), readonly=True, copy=False, aggregator='avg',
        help="0: nothing to see. 100: as bad as it gets. The signals of the early warning rules, "
             "each with its weight, as of last night.")
    deterioration_points = fields.Json(readonly=True, copy=False)  # [[indicator, points]]
    deterioration_why = fields.Text(
        string="Signals", compute='_compute_deterioration_why',
        help="What the points come from; they add up to the figure.")
    alert_ids = fields.One2many('ar.alert', 'account_id', string="Early Warnings")
    alert_count = fields.Integer(string="Open Warnings", compute='_compute_alerts')
    alert_severity = fields.Selection(
        [('red', "Red"), ('yellow', "Yellow")], string="Warning", compute='_compute_alerts')
    alert_text = fields.Text(string="What Is Open", compute='_compute_alerts')

    # === COMPUTE === #

    @api.depends('deterioration_points')
    @api.depends_context('lang')
    def _compute_deterioration_why(self):
        indicators = self.env['ar.alert']._indicators()
        for account in self:
            account.deterioration_why = "\n".join(
                f"{points:g}  {indicators[code].name}"
                for code, points in account.deterioration_points or () if code in indicators)

    @api.depends('alert_ids.state', 'alert_ids.severity')
    @api.depends_context('lang')
    def _compute_alerts(self):
        alerts = self.env['ar.alert'].search(
            [('account_id', 'in', self.ids), ('state', '!=', 'closed')])
        by_account = alerts.grouped('account_id')
        for account in self:
            own = by_account.get(account._origin, alerts.browse())
            account.alert_count = len(own)
            account.alert_severity = min(own.mapped('severity'), default=False)
            account.alert_text = "\n".join(alert.words or "" for alert in own)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_warned(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_warned(vals)
        return super().write(vals)

    def _check_warned(self, *vals_list):
        """Refuse signals and warnings that somebody typed.

        :raise AccessError:
        """
        names = {'deterioration', 'deterioration_points', 'alert_ids'}
        if not self.env.su and any(not names.isdisjoint(vals) for vals in vals_list):
            raise AccessError(self.env._(
                "Signals and early warnings follow from the ledger and cannot be typed here."))

    # === ACTIONS === #

    def action_alerts(self):
        """List the early warnings about this customer, open and closed."""
        self.ensure_one()
        return self._list_of(
            'ar_alert_action', context={'search_default_live': 1, 'default_account_id': self.id})

    # === BUSINESS === #

    def _alert_collector(self):
        """Hook: who collects from this customer, where a rule makes him its owner.

        :return: `res.users`; nobody here: then it is the credit manager.
        """
        return self.env['res.users']

    def _fold_history(self, target):
        # EXTENDS ledger: a measure has one open warning about a customer, the target's own
        rows = self.env['ar.alert'].sudo().search([
            ('account_id', 'in', (self | target).ids), ('state', '!=', 'closed'),
            ('origin', '=', 'rule')])
        for same in rows.grouped('indicator').values():
            kept = same.filtered(lambda alert: alert.account_id == target)[:1] or same[:1]
            (same - kept).unlink()
        return super()._fold_history(target)

    # === CRON === #

    @api.model
    def _nightly_alerts(self, companies, today, full=False):
        """Look for early warnings. A night of the past has none: nobody could have acted on it."""
        if today != fields.Date.context_today(self):
            return
        for company in companies:
            if company._ar_position('alert') != 'off':
                self.env['ar.alert'].sudo()._build(company, today)
