from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...insight.alert.ar_alert import Indicator
from ...insight.alert.ar_alert_terms import FEWEST

VISIT = 'ar_optimization.mail_activity_dunning_visit'


class ArAlert(models.Model):
    """Promises that were broken, invoices that are disputed, and the visit that answers."""
    _inherit = 'ar.alert'

    # === ACTIONS === #

    def action_plan_visit(self):
        """Open the dialog that plans a visit, filled in: it is on the worklist once saved."""
        self._answered_with('visit')
        account = self.account_id
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Plan a Visit"),
            'res_model': 'mail.activity',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_res_model': account._name, 'default_res_id': account.id,
                'default_activity_type_id': self.env.ref(VISIT).id,
                'default_user_id': (account._dunning_responsible() or self.env.user).id,
                'default_date_deadline': fields.Date.to_string(fields.Date.context_today(self)),
                'default_summary': self.display_name, 'default_note': self.words},
        }

    # === HOOKS === #

    @api.model
    def _indicators(self):
        # EXTENDS credit
        env = self.env
        return {
            **super()._indicators(),
            'promise': Indicator(
                env._("Broken Promises"), env._("promises"),
                env._(
                    "Broken promises to pay: %(value)s, the last one for %(date)s: %(base)s."),
                has_window=True),
            'dispute': Indicator(
                env._("Many Disputes"), env._("% of invoices"),
                env._("Disputes %(value)s % of its invoices: %(base)s disputes."), has_window=True),
        }

    @api.model
    def _alert_terms(self, company, today):
        # EXTENDS credit
        return {
            **super()._alert_terms(company, today),
            'promise': SQL(
                """
                SELECT promise.account_id, COUNT(*), SUM(promise.amount_company),
                       MAX(promise.date)
                  FROM ar_promise promise
                 WHERE promise.company_id = %s AND promise.state IN ('broken', 'partly')
                   AND promise.date > %s AND promise.date <= %s
              GROUP BY promise.account_id
                """, company.id, self._since(company, 'promise', today), today),
            'dispute': self._dispute_sql(company, today),
        }

    def _evidence(self):
        # EXTENDS credit
        return {
            **super()._evidence(),
            'promise': lambda: self._show('ar_optimization.ar_promise_action'),
            'dispute': lambda: self._show('ar_optimization.ar_dispute_action'),
        }

    # === BUSINESS === #

    @api.model
    def _since(self, company, code, today):
        return today - timedelta(days=self._window(company, code))

    @api.model
    def _dispute_sql(self, company, today):
        """Of the invoices of the window, how many are disputed. Withdrawn disputes were none."""
        return SQL(
            """
            SELECT account.id, 100.0 * disputed.invoices / sold.invoices, disputed.disputes,
                   %(today)s::date
              FROM ar_credit_account account
              JOIN (
                    SELECT dispute.account_id, COUNT(*) AS disputes,
                           COUNT(DISTINCT dispute.move_id) AS invoices
                      FROM ar_dispute dispute
                     WHERE dispute.company_id = %(company)s AND dispute.state <> 'cancelled'
                       AND dispute.opened_on > %(since)s AND dispute.opened_on <= %(today)s
                  GROUP BY dispute.account_id
                   ) disputed ON disputed.account_id = account.id
        CROSS JOIN LATERAL (
                    SELECT COUNT(*) AS invoices
                      FROM account_move move
                      JOIN res_partner contact ON contact.id = move.partner_id
                     WHERE contact.commercial_partner_id = account.partner_id
                       AND move.company_id = account.company_id AND move.state = 'posted'
                       AND move.move_type = 'out_invoice'
                       AND move.invoice_date > %(since)s AND move.invoice_date <= %(today)s
                   ) sold
             WHERE account.active AND sold.invoices >= %(fewest)s
            """, company=company.id, today=today, fewest=FEWEST,
            since=self._since(company, 'dispute', today))

    def _show(self, action):
        return {
            **self.env['ir.actions.act_window']._for_xml_id(action),
            'domain': [('account_id', '=', self.account_id.id)], 'context': {},
        }
