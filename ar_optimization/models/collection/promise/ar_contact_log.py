from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

PROMISED = 'promised'


class ArContactLog(models.Model):
    """Who reports that a customer promised to pay takes a promise: how much, by which day. It is
    judged and waited for like one that was taken in its own dialog."""
    _inherit = 'ar.contact.log'

    currency_id = fields.Many2one('res.currency', copy=False, ondelete='restrict')
    promised_amount = fields.Monetary(
        copy=False, help="How much the customer will pay by the day. Dunning rests for the oldest "
        "items that it would pay.")
    promise_ids = fields.One2many(
        'ar.promise', 'contact_log_id', groups='ar_optimization.group_collector')

    # === ONCHANGE === #

    @api.onchange('result', 'account_id')
    def _onchange_promised(self):
        """Propose what is overdue, else all that is open, to who may see it."""
        if self.result != PROMISED:
            self.promised_amount = self.currency_id = False
        elif self.account_id.has_access('read'):
            lines = self.account_id._lines_to_agree_on()
            self.currency_id = lines.currency_id or self.account_id.currency_id
            self.promised_amount = sum(lines.mapped('amount_residual_currency'))

    # === COMPUTE === #

    @api.depends('result', 'next_date', 'date', 'promise_ids')
    @api.depends_context('lang')
    def _compute_next_step(self):
        # EXTENDS dunning
        taken = self.filtered(
            lambda log: log.result == PROMISED and (
                log.sudo().promise_ids or not log._origin))
        result = super(ArContactLog, self - taken)._compute_next_step()
        for log in taken:
            log.next_step = self.env._(
                "It is kept as a promise; what it would pay is not dunned meanwhile.")
        return result

    # === CRUD === #

    def _check_reported(self):
        # EXTENDS dunning: a promise says how much and by when
        for log in self:
            if log.result == PROMISED and not (log.next_date and log.promised_amount):
                raise UserError(self.env._(
                    "Say how much the customer promised to pay, and by which day."))
        return super()._check_reported()

    # === BUSINESS === #

    def _apply_results(self):
        # EXTENDS worklist: a promise lets its items rest, not everything
        promised = self.filtered(lambda log: log.result == PROMISED)
        result = super(ArContactLog, self - promised)._apply_results()
        promised._take_promises()
        return result

    def _take_promises(self):
        """Take what was reported, in the name and with the rights of who reports it, and with no
        default of the call's context."""
        promises = self.env['ar.promise'].with_context(clean_context(self.env.context))
        promises.sudo(False).check_access('create')
        promises.create([{
            'account_id': log.account_id.id, 'basis': 'amount', 'amount': log.promised_amount,
            'currency_id': (log.currency_id or log.account_id.currency_id).id,
            'date': log.next_date, 'contact_id': log.contact_id.id, 'channel': log.channel,
            'note': log.note, 'contact_log_id': log.id} for log in self])
