from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MONTHS = 12  # so far back acts are looked at


class ArDutyAct(models.Model):
    """Who used which duty on which customer in the last year, document by document: a query over
    the event log, requests, payments and entries."""
    _name = 'ar.duty.act'
    _description = "Use of a Duty"
    _inherit = ['ar.amount.mixin']
    _auto = False
    _order = 'date desc, id'
    _rec_name = 'document'

    date = fields.Datetime(readonly=True)
    duty_id = fields.Many2one('ar.duty', readonly=True)
    user_id = fields.Many2one('res.users', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(readonly=True, help="In the company's currency, where it has one.")
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Integer(string="Record ID", readonly=True)
    document = fields.Char(compute='_compute_document', compute_sudo=True)

    # === COMPUTE === #

    @api.depends('res_model', 'res_id')
    def _compute_document(self):
        for model, acts in self.grouped('res_model').items():
            records = self.env[model].browse(acts.mapped('res_id')).exists()
            names = {record.id: record.display_name for record in records}
            for act in acts:
                act.document = names.get(act.res_id) or self.env._("no longer there")

    # === ACTIONS === #

    def action_open_document(self):
        """Open what was done, with the user's own rights."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("It is no longer there."))
        record.check_access('read')
        return record._get_records_action()

    # === QUERY === #

    @api.model
    def search_fetch(self, *args, **kwargs):
        # EXTENDS 'base': as for open items, a query's cache knows nothing of what happened since.
        self.invalidate_model(flush=False)
        return super().search_fetch(*args, **kwargs)

    @property
    def _table_query(self):
        return self._acts_sql()

    @api.model
    def _acts_sql(self):
        """SQL of all acts of persons; an id is made of a term's own id and its place."""
        self._flush_acts()
        since = fields.Date.context_today(self) - relativedelta(months=MONTHS)
        terms = self._terms(since)
        return SQL(
            """
            SELECT act.source_id * %(count)s + act.place AS id, act.date, duty.id AS duty_id,
                   act.user_id, act.company_id, partner.commercial_partner_id AS partner_id,
                   company.currency_id, act.amount, act.res_model, act.res_id
              FROM (%(terms)s) act
              JOIN ar_duty duty ON duty.code = act.code AND duty.active
              JOIN res_company company ON company.id = act.company_id
         LEFT JOIN res_partner partner ON partner.id = act.partner_id
             WHERE act.user_id > 1
            """,
            count=len(terms) + 1,
            terms=SQL(" UNION ALL ").join(
                SQL(
                    """SELECT %s AS place, source_id::bigint, code::varchar, user_id, company_id,
                              partner_id, date::timestamp, amount::numeric, res_model::varchar,
                              res_id FROM (%s) term""", place, term)
                for place, term in enumerate(terms, start=1)))

    @api.model
    def _flush_acts(self):
        """Hook: write what the terms read to the database."""
        for model in (
            'account.move', 'account.move.line', 'account.partial.reconcile', 'account.payment',
            'ar.credit.request', 'ar.credit.request.step', 'ar.duty', 'res.partner.bank',
        ):
            self.env[model].flush_model()

    @api.model
    def _terms(self, since):
        """Hook: queries of acts. Each gives `source_id` (unique in its term), `code` of the duty,
        `user_id`, `company_id`, `partner_id`, `date`, `amount`, `res_model`, `res_id`.

        :param date since: nothing older is asked for.
        :return: list of SQL; a room appends its own.
        """
        return []
