from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from ...models.collection.playbook import ar_relation_survey_send
from ...models.collection.playbook.ar_relation_survey import SENDING
from ...tools.relation import Answer
from .worklist_common import WorklistCommon


class SurveyCommon(WorklistCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({
            'ar_position_survey': 'on', 'ar_survey_months': 6, 'ar_survey_percent': 100})
        cls.manager = cls.company.ar_credit_manager_id
        cls.surveys = cls.env['ar.relation.survey'].sudo()

    def sent(self, account=None, **vals):
        """A survey that was mailed."""
        return self.surveys.create({
            'account_id': (account or self.mill_account).id, 'occasion': 'period',
            'state': 'sent', 'sent_date': fields.Datetime.now(),
            'expiry_date': self.day(30), **vals})

    def link(self, survey):
        return survey.with_context(ar_survey=SENDING)._url().removeprefix(survey.get_base_url())

    def events(self, kind):
        return self.env['ar.event'].search([('kind', '=', kind)])


@tagged('post_install', '-at_install')
class TestCollectionSurvey(SurveyCommon):
    """Whom we ask, when, and what the answers come to."""

    def choose(self, when=0):
        return self.surveys._choose(self.company, self.day(when))

    def settle(self, account, state='rejected'):
        invoice = self.invoice(account.partner_id, 500, -30, 30)
        dispute = self.env['ar.dispute'].create({
            'move_line_id': self.receivable_lines(invoice).id, 'amount': 50, 'finding': "Checked",
            'reason_id': self.env.ref('ar_optimization.dispute_reason_defect').id})
        dispute.action_reject()
        return dispute

    # === CHOOSE === #

    def test_after_a_dispute_the_customer_is_asked_once(self):
        self.company.ar_survey_months = 0
        dispute = self.settle(self.mill_account)
        survey = self.choose()
        self.assertEqual((survey.dispute_id, survey.occasion), (dispute, 'dispute'))
        self.assertFalse(self.choose(), "asked already")

    def test_the_sample_of_a_period_is_asked_once_in_it(self):
        self.invoice(self.mill, 500, -10)
        self.assertFalse(self.choose().filtered(lambda each: each.account_id == self.shop_account),
                         "no invoice, no survey")
        with freeze_time(self.day('2026-12-31')):
            self.invoice(self.mill, 10, '2026-12-01')
            chosen = self.choose('2026-12-31')
            self.assertIn(self.mill_account, (chosen | self.surveys.search([])).account_id)
            self.assertFalse(self.choose('2026-12-31'))
            self.company.ar_survey_percent = 0
            self.surveys.search([]).unlink()
            self.assertFalse(self.choose('2026-12-31'), "a sample of nobody")

    def test_switched_on_in_mid_period_nobody_is_asked_at_once(self):
        self.company.ar_position_survey = 'off'
        many = self.customers(8, "Many")
        for customer in many:
            self.env['ar.credit.account']._account_for(customer, self.company)
            self.invoice(customer, 10, '2026-06-01')
        when = '2026-06-29'
        with freeze_time(self.day(when)):
            self.company.ar_position_survey = 'on'
            self.assertFalse(self.choose(when), "their turns came before")
        with freeze_time(self.day('2026-07-20')):
            self.company.ar_survey_percent = 50
            self.assertFalse(self.choose('2026-07-20'), "another sample")
            self.company.ar_survey_percent = 100
        with freeze_time(self.day('2027-12-31')):
            for customer in many:
                self.invoice(customer, 10, '2027-12-01')
            self.assertEqual(self.choose('2027-12-31').partner_id, many, "a whole period")

    def test_observe_only_counts_and_off_does_nothing(self):
        self.settle(self.mill_account)
        self.company.ar_position_survey = 'off'
        self.assertFalse(self.choose())
        self.assertFalse(self.events('observed.survey'))
        self.company.ar_position_survey = 'observe'
        self.assertFalse(self.choose() | self.choose())
        self.assertEqual(self.events('observed.survey').numbers, {'customers': 1})

    def test_queries_of_the_night_do_not_grow_with_the_customers(self):
        def queries(customers):
            for customer in customers:
                self.env['ar.credit.account']._account_for(customer, self.company)
                self.entry(customer, 10)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env['ar.credit.account']._nightly_surveys(self.company, self.today)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(self.customers(1, "Warm"))
        few = queries(self.customers(1, "One"))
        self.assertLessEqual(queries(self.customers(12, "Many")), few + 3)

    # === SEND === #

    def test_a_mail_goes_out_in_the_customers_language_and_its_link_to_nobody_else(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.mill.lang = 'fr_FR'
        survey = self.surveys.create({'account_id': self.mill_account.id, 'occasion': 'period'})
        self.surveys._cron_send()
        self.assertEqual((survey.state, survey.lang), ('sent', 'fr_FR'))
        mail = self.env['mail.mail'].search([('recipient_ids', 'in', self.mill.ids)])
        self.assertIn(self.link(survey), mail.body_html)
        self.assertFalse(mail.model, "whoever reads the survey does not read the mail")
        [log] = self.mill_account.contact_log_ids
        self.assertEqual((log.purpose, log.result), ('survey', 'sent'))
        self.assertNotIn(survey._token(), survey.with_user(self.lena).with_context(
            ar_survey=True)._url(), "a context that anybody can send")

    def test_the_governor_holds_it_back(self):
        self.sent()
        self.surveys.search([]).state = 'expired'
        policy = self.env['ar.contact.policy'].create({
            'name': "All", 'survey_days': 90, 'days_off': 'none', 'hour_from': 0, 'hour_to': 24,
            'company_id': self.company.id})
        survey = self.surveys.create({'account_id': self.mill_account.id, 'occasion': 'period'})
        self.surveys._cron_send()
        self.assertEqual(survey.state, 'waiting', "asked a short while ago")
        verdict = policy._allowed(self.mill, 'mail', purpose='survey', company=self.company)
        self.assertIn("asked by a survey lately", policy._verdict_text(verdict[self.mill]))
        self.assertFalse(policy._allowed(
            self.mill, 'mail', company=self.company)[self.mill].reason, "other mail may go out")
        policy.survey_days = 0
        self.mill_account.sudo()._stop_everything(self.day(3), "Flood")
        self.surveys._cron_send()
        self.assertEqual(survey.state, 'waiting', "everything is stopped")
        self.mill_account._resume()
        self.surveys._cron_send()
        self.assertEqual(survey.state, 'sent')

    def test_refused_ones_keep_nobody_back(self):
        self.shop.email = 'shop@example.com'
        third = self.customer("Third", email='third@example.com')
        accounts = self.mill_account | self.shop_account | self.env[
            'ar.credit.account']._account_for(third, self.company)
        self.mill_account.sudo()._stop_everything(self.day(3), "Flood")
        first, second, last = self.surveys.create([
            {'account_id': account.id, 'occasion': 'period'} for account in accounts])
        self.patch(ar_relation_survey_send, 'BATCH', 1)
        for states in (('waiting', 'sent', 'waiting'), ('waiting', 'sent', 'sent')):
            self.surveys._cron_send()
            self.assertEqual((first.state, second.state, last.state), states)

    def test_without_an_address_or_in_vain_it_is_dropped_and_later_closed(self):
        nobody = self.surveys.create({'account_id': self.shop_account.id, 'occasion': 'period'})
        old = self.sent(expiry_date=self.day(-1))
        self.surveys._cron_send()
        self.assertEqual((nobody.state, old.state), ('dropped', 'expired'))

    # === SCORE === #

    def test_answers_make_a_score_that_fades_and_is_kept(self):
        self.sent()._answer(Answer((5, 5, 5)))
        account = self.mill_account
        self.assertEqual((account.relation_score, account.relation_date), (87, self.today))
        kind = self.env.ref('ar_optimization.input_kind_relation_score')
        known = self.env['ar.credit.input'].search([('kind_id', '=', kind.id)])
        self.assertEqual((known.value, known.date, known.partner_id), (87, self.today, self.mill))
        with freeze_time(self.day(364)):
            account._nightly_surveys(self.company, self.day(364))
            self.assertEqual(account.relation_score, 73)
            self.assertEqual(
                self.env['ar.credit.input'].search([('kind_id', '=', kind.id)]).mapped('value'),
                [73, 87], "history is kept")
        with freeze_time(self.day(800)):
            account._nightly_surveys(self.company, self.day(800))
            self.assertFalse(account.relation_date, "nothing is known any more")

    def test_the_score_card_reads_it(self):
        self.sent()._answer(Answer((1, 1, 1)))
        rows = self.env['ar.credit.input']._get_latest(self.company, self.today, self.mill.ids)
        self.assertIn('relation_score', [row[1] for row in rows])

    def test_nobody_types_the_score(self):
        self.sent()._answer(Answer((1, 1, 1)))
        kind = self.env.ref('ar_optimization.input_kind_relation_score')
        other = self.env.ref('ar_optimization.input_kind_equity_ratio')
        analyst = self.role_user('credit_analyst')
        inputs = self.env['ar.credit.input'].with_user(analyst)
        values = {'partner_id': self.mill.id, 'value': 99, 'source': "Me"}
        mine = inputs.create({**values, 'kind_id': other.id, 'value': 0.3})
        scored = inputs.search([('kind_id', '=', kind.id)])
        for call in (
            lambda: inputs.create({**values, 'kind_id': kind.id}),
            lambda: inputs.with_context(default_kind_id=kind.id).create(values),
            lambda: mine.write({'kind_id': kind.id}),
            lambda: scored.write({'value': 99}),
            lambda: scored.write({'active': False}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                call()
        self.assertEqual(scored.value, 20)
        self.assertNotIn(
            kind, kind.with_user(analyst).search([('is_computed', '=', False)]))

    # === COMPLAINT === #

    def test_a_complaint_is_taken_back_from_the_log(self):
        survey = self.sent()
        survey._answer(Answer((5, 5, 5), complains=True))
        account = self.mill_account
        self.assertEqual((account.relation_score, account.is_stopped), (57, True))
        event = self.events('relation.complained').with_user(self.manager)
        self.assertTrue(event.can_undo)
        event.action_undo()
        self.assertEqual((account.relation_score, account.is_stopped), (87, False))
        self.assertTrue(survey.is_complaint, "the customer's words stay")
        event.invalidate_recordset()
        self.assertFalse(event.can_undo)
        self.shop_account.sudo()._stop_everything(self.day(60), "Flood")
        log = self.report(self.shop_account, 'conduct', is_withdrawn=True)
        self.assertFalse(log.is_withdrawn)
        self.events('relation.complained')[0].with_user(self.manager).action_undo()
        self.assertTrue(log.is_withdrawn)
        self.assertEqual(self.shop_account.stop_reason, "Flood", "it stopped before")

    def test_a_complaint_on_the_phone_lets_contact_rest_and_goes_to_the_manager(self):
        self.invoice(self.mill, 500, -60, -40)
        self.rebuild()
        log = self.report(self.mill_account, 'conduct', note="Shouted at me <b>")
        self.assertIn("credit manager", log.next_step)
        account = self.mill_account
        self.assertEqual(account.stop_until, self.day(14))
        self.assertIn("Shouted at me", account.stop_reason)
        verdict = self.env['ar.contact.policy']._allowed(self.mill, 'phone', company=self.company)
        self.assertTrue(verdict[self.mill].reason)
        self.assertEqual(self.row(account).next_date, self.day(15))
        activity = account.activity_ids.filtered(lambda each: each.user_id == self.manager)
        self.assertIn("conduct", activity.summary)
        self.assertIn("&lt;b&gt;", activity.note)
        [event] = self.events('relation.complained')
        self.assertEqual((event.reason, event.expiry_date), (log._why(), self.day(14)))
        self.assertEqual(account.relation_score, 30)
        account.with_user(self.manager).action_resume()
        self.assertFalse(account.stop_until)

    def test_a_longer_stop_and_its_deliveries_stay(self):
        self.mill_account.sudo()._stop_everything(self.day(60), "Flood", delivery=True)
        self.report(self.mill_account, 'conduct')
        self.assertEqual(
            (self.mill_account.stop_until, self.mill_account.stop_reason), (self.day(60), "Flood"))
        self.shop_account.sudo()._stop_everything(self.day(2), "Flood", delivery=True)
        self.report(self.shop_account, 'conduct')
        self.assertEqual(self.shop_account.stop_until, self.day(14))
        self.assertTrue(self.shop_account.stop_delivery)

    # === ATTACKS === #

    def test_nobody_writes_an_answer(self):
        survey = self.sent()
        for user in (self.lena, self.manager):
            own = survey.with_user(user)
            for vals in ({'rating_fair': 5}, {'state': 'answered'}, {'is_complaint': True}):
                with self.assertRaises(AccessError):
                    own.write(vals)
            with self.assertRaises(AccessError):
                own.create({'account_id': self.mill_account.id, 'occasion': 'period'})
            with self.assertRaises(AccessError):
                own.unlink()
            with self.assertRaises(AccessError):
                self.mill_account.with_user(user).write(
                    {'relation_survey_ids': [(1, survey.id, {'rating_fair': 5})]})

    def test_surveys_of_another_company_are_not_seen(self):
        other = self.other_company(name="Elsewhere")
        account = self.env['ar.credit.account']._account_for(self.mill, other)
        survey = self.sent(account)
        self.assertNotIn(survey, self.surveys.sudo(False).with_user(self.lena).search([]))


@tagged('post_install', '-at_install')
class TestCollectionSurveyPage(SurveyCommon, HttpCase):
    """The page behind the link, as a customer without a login gets it."""

    freeze = False

    def answer(self, survey, **form):
        """Open the page, fill in the form, send it."""
        page = self.url_open(self.link(survey)).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        self.env.invalidate_all()
        return self.url_open(self.link(survey), data={'csrf_token': token, **form})

    def test_a_customer_answers_once(self):
        survey = self.sent()
        page = self.url_open(self.link(survey))
        self.assertEqual((page.status_code, page.headers['Referrer-Policy']), (200, 'no-referrer'))
        self.assertIn('width=device-width', page.text)
        self.assertIn('<textarea id="survey_note"', page.text)
        self.assertEqual(survey.state, 'sent', "to open it changes nothing")
        missing = self.answer(survey, rating_fair='5', note="<b>x</b>")
        self.assertIn("choose a figure for each question", missing.text)
        self.assertIn("&lt;b&gt;x", missing.text, "what was typed is still there")
        self.assertEqual(survey.state, 'sent')
        full = {'rating_fair': '5', 'rating_clear': '4', 'rating_quick': '3', 'note': "Fine"}
        self.assertIn("Thank you", self.answer(survey, **full).text)
        self.env.invalidate_all()
        self.assertEqual(
            (survey.state, survey.satisfaction, survey.note), ('answered', 75.0, "Fine"))
        again = self.url_open(self.link(survey))
        self.assertEqual(again.status_code, 200)
        self.assertIn("answered already", again.text)
        self.assertEqual(self.mill_account.relation_score, 70)

    def test_treated_badly(self):
        survey = self.sent()
        text = self.answer(
            survey, rating_fair='1', rating_clear='1', rating_quick='1', complains='1',
            note="Threatened").text
        self.assertIn("A manager looks into it", text)
        self.env.invalidate_all()
        self.assertTrue(self.mill_account.is_stopped)
        [log] = self.mill_account.contact_log_ids
        self.assertEqual((log.direction, log.result, log.note), ('in', 'conduct', "Threatened"))
        self.assertTrue(self.mill_account.activity_ids.filtered(
            lambda each: each.user_id == self.manager))
        self.assertEqual(len(self.events('relation.complained')), 1)

    def test_in_the_customers_language(self):
        self.env['res.lang']._activate_lang('zh_CN')
        self.env['ir.module.module']._load_module_terms(['ar_optimization'], ['zh_CN'])
        page = self.url_open(self.link(self.sent(lang='zh_CN'))).text
        self.assertIn('lang="zh-CN"', page)
        self.assertNotIn("How do you find dealing with us?", page)
        self.assertNotIn("Your concerns are settled quickly.", page)

    def test_expired_used_and_forged_links(self):
        over = self.sent(expiry_date=self.day(-1))
        page = self.url_open(self.link(over))
        self.assertEqual(page.status_code, 410)
        self.assertIn("This survey is closed", page.text)
        survey = self.sent(self.shop_account)
        for token in ('-', 'x' * 64, '%E2%82%AC', self.link(over).split('/')[-1]):
            page = self.url_open(f'/ar/survey/{survey.id}/{token}')
            self.assertEqual(page.status_code, 404)
            self.assertIn("leads nowhere", page.text)
            self.assertNotIn(self.shop.name, page.text)
        gone = self.url_open(self.link(self.sent(lang='xx_XX')))
        self.assertEqual(gone.status_code, 200, "its language is no longer installed")
        self.assertEqual(self.url_open(f'/ar/survey/{10 ** 12}/x').status_code, 404)
        waiting = self.surveys.create(
            {'account_id': self.shop_account.id, 'occasion': 'period'})
        self.assertEqual(self.url_open(self.link(waiting)).status_code, 404, "not sent yet")
        self.env.invalidate_all()
        self.assertEqual(survey.state, 'sent')
