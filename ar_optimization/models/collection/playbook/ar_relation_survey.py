from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import consteq, hmac

from ....tools import relation

SCOPE = 'ar_optimization.relation_survey'
# Only the engine puts this into a context: whoever could read the link could answer in the
# customer's place.
SENDING = object()
VALID_DAYS = 30


class ArRelationSurvey(models.Model):
    """Three short questions to a customer, after a dispute or from time to time. They are answered
    once, on a page that needs no login; nobody of us can write or change an answer."""
    _name = 'ar.relation.survey'
    _description = "Survey of a Customer"
    _order = 'id desc'
    _rec_name = 'partner_id'

    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", required=True, readonly=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one(
        related='account_id.company_id', store=True, index=True, precompute=True)
    partner_id = fields.Many2one(
        related='account_id.partner_id', string="Customer", store=True, index=True,
        precompute=True)
    contact_id = fields.Many2one(
        'res.partner', string="Person Asked", readonly=True, ondelete='set null',
        index='btree_not_null')
    lang = fields.Char(string="Language", readonly=True)
    occasion = fields.Selection(
        [('dispute', "After a Dispute"), ('period', "From Time to Time")],
        required=True, readonly=True)
    dispute_id = fields.Many2one(
        'ar.dispute', readonly=True, ondelete='set null', index='btree_not_null')
    state = fields.Selection(
        [('waiting', "Waiting"), ('sent', "Sent"), ('answered', "Answered"),
         ('expired', "Not Answered"), ('dropped', "Not Sent")],
        required=True, readonly=True, default='waiting', index=True,
        help="Waiting: it goes out as soon as the contact policy allows.")
    sent_date = fields.Datetime(string="Sent", readonly=True)
    expiry_date = fields.Date(string="Can Be Answered Until", readonly=True)
    answer_date = fields.Datetime(string="Answered", readonly=True)
    rating_fair = fields.Integer(
        string="Polite and Fair", readonly=True, aggregator='avg', help="1 to 5.")
    rating_clear = fields.Integer(
        string="Invoices Right and Clear", readonly=True, aggregator='avg', help="1 to 5.")
    rating_quick = fields.Integer(
        string="Concerns Settled Quickly", readonly=True, aggregator='avg', help="1 to 5.")
    satisfaction = fields.Float(
        readonly=True, aggregator='avg', digits=(5, 1),
        help="The three answers as one figure from 0 to 100.")
    note = fields.Text(string="In the Customer's Words", readonly=True)
    is_complaint = fields.Boolean(
        string="Was Treated Badly", readonly=True,
        help="The customer has ticked that it was treated badly: contact rests, and the credit "
             "manager was told.")

    _ratings_in_order = models.Constraint(
        'CHECK (rating_fair BETWEEN 0 AND 5 AND rating_clear BETWEEN 0 AND 5'
        ' AND rating_quick BETWEEN 0 AND 5)', "Ratings are figures from 1 to 5.")
    _dispute_unique = models.UniqueIndex('(dispute_id) WHERE dispute_id IS NOT NULL')
    _live_idx = models.Index("(account_id) WHERE state IN ('waiting', 'sent')")

    # === ANSWER === #

    def _token(self):
        """The secret part of the link, made from the database's secret: stored nowhere."""
        self.ensure_one()
        return hmac(self.env(su=True), SCOPE, self.id)

    def _url(self):
        """The link to the page; only the mail that goes out to the customer gets one that works."""
        self.ensure_one()
        token = self._token() if self.env.context.get('ar_survey') is SENDING else '-'
        return f'{self.get_base_url()}/ar/survey/{self.id}/{token}'

    @api.model
    def _by_token(self, survey_id, token):
        """The survey of a link, from anybody at all; empty for one that was not made by us.

        :param int survey_id: id, perhaps of nothing.
        :param str token: as `_token` makes it.
        """
        none = self.sudo().browse()
        if not 0 < survey_id < 2 ** 31 or not token.isascii():
            return none
        survey = none.browse(survey_id).exists()
        genuine = survey.sent_date and consteq(survey._token(), token)
        return survey if genuine else none

    def _page_lang(self):
        """The language of the page: that of the mail, as far as it is still installed."""
        self.ensure_one()
        return self.lang if self.lang in dict(self.env['res.lang'].get_installed()) else 'en_US'

    @api.model
    def _questions(self):
        """The questions of the page, in the customer's language.

        :return: list of (name of the field, question)
        """
        texts = {
            'rating_fair': self.env._("We treat you politely and fairly."),
            'rating_clear': self.env._("Our invoices and statements are right and clear."),
            'rating_quick': self.env._("Your concerns are settled quickly."),
        }
        return [(name, texts[name]) for name in relation.QUESTIONS]

    def _page(self):
        """What the page of this survey is: `open`, `answered` or `expired`."""
        self.ensure_one()
        if self.state == 'answered':
            return 'answered'
        over = self.state != 'sent' or self.expiry_date < fields.Date.context_today(self)
        return 'expired' if over else 'open'

    def _answer(self, answer):
        """Take the customer's answer, once.

        :param answer: `tools.relation.Answer`
        :return: False when somebody has answered meanwhile, or it is too late.
        """
        survey = self.sudo().try_lock_for_update()
        survey.invalidate_recordset(['state'])
        if not survey or survey._page() != 'open':
            return False
        survey.write({
            'state': 'answered', 'answer_date': fields.Datetime.now(),
            **dict(zip(relation.QUESTIONS, answer.ratings, strict=True)),
            'satisfaction': relation.satisfaction(answer.ratings),
            'note': answer.note or False, 'is_complaint': answer.complains})
        survey.env['ar.event']._log('relation.answered', survey, numbers={
            survey.id: {'satisfaction': survey.satisfaction}})
        if answer.complains:
            survey.with_user(SUPERUSER_ID)._note_complaint()
        survey.account_id._refresh_relation()
        return True

    def _note_complaint(self):
        """The customer says that it was treated badly: into the contacts, with what follows."""
        log = self.env['ar.contact.log'].create({
            'account_id': self.account_id.id, 'contact_id': self.contact_id.id,
            'direction': 'in', 'channel': 'other', 'purpose': 'survey', 'result': 'conduct',
            'subject': self.env._("Survey: treated badly"), 'note': self.note,
            'is_automatic': True, 'user_id': False})
        log._apply_results()
