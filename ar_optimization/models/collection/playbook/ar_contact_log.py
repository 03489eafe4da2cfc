from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

CONDUCT = 'conduct'
COMPLAIN = 'complain'
# Nobody of us contacts the customer for so long; the credit manager may end it earlier.
REST_DAYS = 14


class ArContactLog(models.Model):
    """What helps while a contact is reported: the playbook. A complaint about how the customer was
    treated lets everything rest and goes to the credit manager."""
    _inherit = 'ar.contact.log'

    purpose = fields.Selection(
        selection_add=[('survey', "Survey")], ondelete={'survey': 'set default'})
    is_withdrawn = fields.Boolean(
        string="Complaint Taken Back", readonly=True,
        help="A credit manager took it back from the log: it no longer counts in the score.")
    playbook = fields.Html(
        compute='_compute_playbook', sanitize=False, groups='ar_optimization.group_collector',
        help="Script, objections and cases for this customer as it is now.")

    # === COMPUTE === #

    @api.depends('account_id')
    @api.depends_context('lang', 'uid')
    def _compute_playbook(self):
        for log in self:
            log.playbook = log.account_id and log.account_id._playbook()

    @api.depends('result', 'next_date', 'date')
    @api.depends_context('lang')
    def _compute_next_step(self):
        # EXTENDS dunning
        complaints = self.filtered(lambda log: log.result == CONDUCT)
        result = super(ArContactLog, self - complaints)._compute_next_step()
        for log in complaints:
            day = log._follow_up()[1]
            log.next_step = day and self.env._(
                "Nobody contacts the customer up to %s, and the credit manager is told.",
                format_date(self.env, day))
        return result

    @api.model
    def _results(self):
        # EXTENDS dunning
        return {**super()._results(), CONDUCT: self.env._("Complains about how it was treated")}

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS dunning
        if not self.env.su:
            vals_list = [{**vals, 'is_withdrawn': False} for vals in vals_list]
        return super().create(vals_list)

    # === BUSINESS === #

    def _follow_up(self):
        # EXTENDS dunning
        self.ensure_one()
        if self.result != CONDUCT or not self.date:
            return super()._follow_up()
        today = fields.Datetime.context_timestamp(self, self.date).date()
        return COMPLAIN, today + timedelta(days=REST_DAYS)

    def _comes_back(self):
        # EXTENDS worklist: on the day after the last one of the pause
        if self.result == CONDUCT:
            return self._follow_up()[1] + timedelta(days=1)
        return super()._comes_back()

    def _step_complain(self, day):
        self.account_id._leave_alone(day, self._why())
        self.account_id._tell_of_complaint(self)
        self.env['ar.event']._log(
            'relation.complained', self, reason=self._why(), expiry=day,
            before={self.id: {'result': None}}, after={self.id: {'result': CONDUCT}})
        self.account_id._refresh_relation()

    def _withdraw(self):
        """A complaint that was none, a tick by mistake: the customer is no longer left alone
        because of it, and it takes no points off. The entry stays."""
        self.ensure_one()
        self.is_withdrawn = True
        account = self.account_id
        rests = (account.stop_until, account.stop_reason) == (self._follow_up()[1], self._why())
        if rests and not account.stop_delivery:
            account._resume()
        account._refresh_relation()
