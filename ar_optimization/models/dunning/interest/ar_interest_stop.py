from odoo import api, fields, models
from odoo.tools import SQL


class ArInterestStop(models.Model):
    """Days on which a customer's debts bear no interest: entered by a credit manager, or opened
    and closed by the nightly run while the customer's dunning rests."""
    _name = 'ar.interest.stop'
    _description = "Days without Interest"
    _check_company_auto = True
    _order = 'date_from desc, id desc'

    account_id = fields.Many2one(
        'ar.credit.account', string="Customer", required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    date_from = fields.Date(
        string="First Day", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Last Day", help="Empty: until further notice.")
    origin = fields.Selection(
        selection='_origin_selection', string="Because Of", required=True, default='manual',
        readonly=True)
    reason = fields.Char(help="What was agreed, or what happened.")

    _days_in_order = models.Constraint(
        'CHECK (date_to >= date_from)', "The last day cannot be before the first one.")
    _one_open = models.UniqueIndex(
        "(account_id, origin) WHERE date_to IS NULL AND origin <> 'manual'")

    @api.depends('account_id', 'date_from')
    def _compute_display_name(self):
        for stop in self:
            stop.display_name = f"{stop.account_id.partner_id.display_name or ''} {stop.date_from}"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, 'origin': 'manual'} for vals in vals_list]
        made = super().create(vals_list)
        for stop in made:
            self.env['ar.event']._log(
                'interest.stop_entered', stop.account_id, reason=stop.reason,
                numbers={stop.account_id.id: stop._image()})
        return made

    def write(self, vals):
        before = {stop.id: stop._image() for stop in self}
        result = super().write(vals)
        self.env['ar.event']._log_changes(
            'interest.stop_changed', self, before, {stop.id: stop._image() for stop in self})
        return result

    def unlink(self):
        self.env['ar.event']._log(
            'interest.stop_deleted', self, before={stop.id: stop._image() for stop in self})
        return super().unlink()

    def _image(self):
        return self.env['ar.event']._image(self, ('account_id', 'date_from', 'date_to', 'origin'))

    # === BUSINESS === #

    @api.model
    def _origin_selection(self):
        """Hook: what stops interest by itself, see `_stopping_sql`."""
        return [
            ('manual', self.env._("Entered by Hand")), ('paused', self.env._("Dunning Paused")),
            ('insolvent', self.env._("Customer Insolvent"))]

    @api.model
    def _stopping_sql(self, today):
        """Hook: when an account's interest rests: {origin: `SQL` condition over `account`}. Each
        origin is one of `_origin_selection`.

        :param date today: the day looked at.
        """
        return {
            'paused': SQL("account.dunning_pause_until >= %s", today),
            'insolvent': SQL("account.insolvency_date <= %s", today)}

    # === CRON === #

    @api.model
    def _follow(self, companies, today):
        """Open what begins to rest today, and close yesterday what rests no more.

        :param companies: `res.company`
        """
        self.flush_model()
        self.env['ar.credit.account'].flush_model()
        for origin, condition in self._stopping_sql(today).items():
            self.env.cr.execute(SQL(
                """
                INSERT INTO ar_interest_stop (
                       account_id, company_id, date_from, origin, create_uid, create_date,
                       write_uid, write_date)
                SELECT account.id, account.company_id, %(today)s, %(origin)s, %(user)s, now(),
                       %(user)s, now()
                  FROM ar_credit_account account
                 WHERE account.company_id IN %(companies)s AND (%(condition)s)
                    ON CONFLICT DO NOTHING
                """,
                today=today, origin=origin, user=self.env.uid, companies=companies._ids,
                condition=condition))
            self.env.cr.execute(SQL(
                """
                UPDATE ar_interest_stop stop
                   SET date_to = GREATEST(stop.date_from, %(today)s - 1), write_date = now()
                  FROM ar_credit_account account
                 WHERE account.id = stop.account_id AND stop.origin = %(origin)s
                   AND stop.date_to IS NULL AND stop.company_id IN %(companies)s
                   AND (%(condition)s) IS NOT TRUE
                """,
                today=today, origin=origin, companies=companies._ids, condition=condition))
        self.invalidate_model()
