from odoo import fields, models

from ....tools import ageing


class ArReviewPage(models.Model):
    """The page of one salesperson in a review meeting."""
    _name = 'ar.review.page'
    _description = "Page of a Review Meeting"
    _inherit = ['ar.engine.written']
    _order = 'meeting_id, overdue_amount desc, id'
    _rec_name = 'user_id'

    meeting_id = fields.Many2one(
        'ar.review.meeting', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='meeting_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    user_id = fields.Many2one(
        'res.users', string="Salesperson", required=True, readonly=True, index=True,
        ondelete='cascade')
    open_amount = fields.Monetary(string="Open", readonly=True)
    overdue_amount = fields.Monetary(string="Overdue", readonly=True)
    kept_rate = fields.Float(
        string="Came True %", readonly=True, aggregator=None,
        help="In percent of the answers whose day has come since the last meeting.")
    due_count = fields.Integer(string="Answers Judged", readonly=True)
    unanswered_count = fields.Integer(string="Not Answered", readonly=True)
    content = fields.Json(readonly=True)
    date = fields.Date(related='meeting_id.date', string="Day of the Meeting")
    state = fields.Selection(related='meeting_id.state')

    # === ACTIONS === #

    def action_print(self):
        """Print these pages: a salesperson his own, collectors all."""
        self.check_access('read')
        return self.env.ref('ar_optimization.ar_review_page_report').report_action(self)

    # === BUSINESS === #

    def _engine_words(self):
        return self.env._("The figures of a meeting are gathered, not written.")

    def _ageing(self):
        """The ageing of this page, with the buckets of the day it was made.

        :return: list of (bucket as people read it, amount)
        """
        amounts, items = self.content['buckets'], self.env['ar.open.item']
        return [
            (self.company_id._ar_bucket_label(bucket),
             amounts.get(items._bucket_key(bucket.index), 0.0))
            for bucket in ageing.buckets(ageing.parse_bounds(self.content['bounds']))]

    def _words(self):
        """Names of the codes on this page, in the language of the context.

        :return: dict by `answers`, `promises`, `disputes` (states), `causes` and `reasons` (by id).
        """
        states = {
            name: dict(self.env[model]._fields['state']._description_selection(self.env))
            for name, model in (('answers', 'ar.sales.inquiry'), ('promises', 'ar.promise'),
                                ('disputes', 'ar.dispute'))}
        for name, model in (('causes', 'ar.sales.cause'), ('reasons', 'ar.dispute.reason')):
            records = self.env[model].sudo().search([('active', 'in', (True, False))])
            states[name] = {record.id: record.name for record in records}
        return states

    def _currency(self, currency_id):
        return self.env['res.currency'].browse(currency_id)
