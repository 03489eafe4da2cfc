from datetime import datetime, time

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import contact
from .ar_dunning_skip import CONTACT, HELD


class ArDunningRun(models.Model):
    """Whom a run leaves alone, and whom it can reach."""
    _inherit = 'ar.dunning.run'

    @api.model
    def _blocking_terms(self):
        # EXTENDS dunning: an insolvency is looked at before anything else
        return [
            ('insolvent', SQL("account.insolvency_date <= %s", self._day())),
            *super()._blocking_terms()]

    @api.model
    def _address_terms(self):
        # EXTENDS dunning: who opted out of a channel gets a letter
        letter = self._known_sql(SQL(
            "COALESCE(each.street, '') <> '' AND COALESCE(each.city, each.zip, '') <> ''"))
        ways = {
            'mail': self._known_sql(SQL(
                "each.email_normalized IS NOT NULL"
                " AND each.email_normalized IS DISTINCT FROM each.ar_bounced_email")),
            'letter': letter,
            'phone': self._known_sql(SQL("COALESCE(each.phone, '') <> ''")),
            'visit': letter,
        }
        outs = self.env['ar.credit.account']._opt_out_names()
        return {**super()._address_terms(), **{
            channel: SQL(
                "CASE WHEN account.%s THEN %s ELSE %s END",
                SQL.identifier(outs[channel]), letter, known) if channel in outs else known
            for channel, known in ways.items()}}

    # === GOVERNOR === #

    @api.model
    def _steering_steps(self):
        # EXTENDS dunning
        return [*super()._steering_steps(), '_fall_back_to_letters', '_heed_contact_policies']

    def _heed_contact_policies(self):
        """Nothing to who has heard enough; nobody is told at night."""
        verdicts = {}
        for (channel, is_final), asked in self._askings().items():
            verdicts.update(self._verdicts(channel, is_final, asked))
        self._note_verdicts({
            account_id: verdict for account_id, verdict in verdicts.items()
            if f'{CONTACT}{verdict.reason}' in HELD})

    def _fall_back_to_letters(self):
        """A letter to who does not want the way of its notice."""
        outs = self.env['ar.credit.account']._opt_out_names()
        self.env.cr.execute(SQL(
            """
            UPDATE ar_dunning_step step SET channel = 'letter', is_letter = TRUE
              FROM ar_credit_account account
             WHERE account.id = step.account_id AND step.channel <> 'letter'
               AND CASE step.channel %s END IS TRUE
            """, SQL(" ").join(
                SQL("WHEN %s THEN account.%s", channel, SQL.identifier(name))
                for channel, name in outs.items())))

    def _askings(self):
        """Who is to be asked for: each customer that anybody has contacted lately, and of all
        others one in each country and time zone, as only the hour can forbid them.

        :return: {(channel, whether it is final): {customer id: accounts its verdict is for}}
        """
        rows = self.env.execute_query(SQL(
            """
            SELECT step.account_id, step.partner_id, step.channel, step.is_final,
                   partner.country_id, partner.tz
              FROM ar_dunning_step step
              JOIN res_partner partner ON partner.id = step.partner_id
             WHERE step.reason IS NULL
            """))
        pressed = self.env['ar.contact.policy']._contacts(
            self.env['res.partner'].browse([row[1] for row in rows]), self._moment())
        askings, chosen = {}, {}
        for account_id, partner_id, channel, is_final, *place in rows:
            asked = partner_id if partner_id in pressed else chosen.setdefault(
                (channel, is_final, *place), partner_id)
            askings.setdefault((channel, is_final), {}).setdefault(asked, []).append(account_id)
        return askings

    def _moment(self):
        """When what is prepared now goes out at the earliest; of a run of another day, its noon."""
        if self.date == fields.Date.context_today(self):
            return fields.Datetime.now()
        return datetime.combine(self.date, time(12))

    def _verdicts(self, channel, is_final, asked):
        """What the policies forbid of these customers.

        :param dict asked: {customer id: account ids}
        :return: {account id: `tools.contact.Verdict`}
        """
        verdicts = self.env['ar.contact.policy']._allowed(
            self.env['res.partner'].browse(list(asked)), channel, self._moment(),
            purpose='final' if is_final else 'dunning', company=self.company_id)
        return {
            account_id: verdict for partner, verdict in verdicts.items()
            if contact.concerns(verdict, channel) for account_id in asked[partner.id]}

    def _note_verdicts(self, verdicts):
        """Leave to a later run whom nothing can be told for long; say of the others from when on
        their notices go out.

        :param dict verdicts: {account id: `tools.contact.Verdict`} that forbid.
        """
        if not verdicts:
            return
        numbers = {verdict: number for number, verdict in enumerate(set(verdicts.values()), 1)}
        self.env.cr.execute(SQL(
            """
            UPDATE ar_dunning_step step
               SET reason = CASE WHEN verdict.left_out THEN %s || verdict.code END,
                   until = CASE WHEN verdict.left_out THEN verdict.moment::date END,
                   wait_code = CASE WHEN NOT verdict.left_out THEN verdict.code END,
                   wait_until = CASE WHEN NOT verdict.left_out THEN verdict.moment END
              FROM UNNEST(%s::integer[], %s::integer[]) AS told (account_id, number)
              JOIN UNNEST(%s::boolean[], %s::varchar[], %s::timestamp[]) WITH ORDINALITY
                   AS verdict (left_out, code, moment, number) ON verdict.number = told.number
             WHERE told.account_id = step.account_id
            """,
            CONTACT, list(verdicts), [numbers[verdict] for verdict in verdicts.values()],
            [contact.outlasts(verdict, self.date) for verdict in numbers],
            [verdict.reason for verdict in numbers], [verdict.until for verdict in numbers]))

    @api.model
    def _known_sql(self, condition):
        """Whether the customer, or whoever gets its reminders or invoices, has an address. What
        is asked of a contact does not name the customer: for many, PostgreSQL then looks up all
        addresses at once.

        :param condition: `SQL` over `each`, a contact.
        """
        return SQL(
            """
            EXISTS (SELECT 1 FROM res_partner each
                     WHERE each.commercial_partner_id = partner.id AND each.active AND %s
                       AND (each.id = each.commercial_partner_id OR each.type = 'invoice'
                            OR each.ar_gets_reminders))
            """, condition)
