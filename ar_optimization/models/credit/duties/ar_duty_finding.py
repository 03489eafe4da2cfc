from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools import duties

# An id is made of company, conflict and person, inside the whole numbers a browser knows exactly.
COMPANIES, PAIRS = 10**10, 10**6


class ArDutyFinding(models.Model):
    """A person who could do both of two conflicting duties, or did so for one customer: who, by
    which rights, for how many customers. A query, so never out of date."""
    _name = 'ar.duty.finding'
    _description = "Person with Conflicting Duties"
    _auto = False
    _order = 'level desc, severity desc, customer_count desc, id'
    _rec_name = 'user_id'

    user_id = fields.Many2one('res.users', string="Person", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    conflict_id = fields.Many2one('ar.duty.conflict', readonly=True)
    duty_id = fields.Many2one('ar.duty', string="One Duty", readonly=True)
    other_id = fields.Many2one('ar.duty', string="Other Duty", readonly=True)
    severity = fields.Selection(
        [('1', "Low"), ('2', "Medium"), ('3', "High")], readonly=True)
    level = fields.Selection(
        [('1', "Could"), ('2', "Did")], string="Could or Did", readonly=True,
        help="Did: both duties for the same customer in the last year.")
    holds_both = fields.Boolean(
        string="Has Both Rights", readonly=True, help="Today; what was done may be older.")
    customer_count = fields.Integer(
        string="Customers", readonly=True, help="Of whom both was done.")
    last_date = fields.Datetime(string="Last Time", readonly=True)
    state = fields.Selection(
        [('open', "Not Accepted"), ('accepted', "Accepted")], readonly=True)
    exception_id = fields.Many2one('ar.duty.exception', string="Accepted As", readonly=True)
    accepted_until = fields.Date(readonly=True)
    risk = fields.Char(related='conflict_id.risk')
    ways = fields.Text(string="By Which Rights", compute='_compute_ways', compute_sudo=True)

    # === COMPUTE === #

    @api.depends('user_id', 'conflict_id', 'company_id')
    @api.depends_context('lang')
    def _compute_ways(self):
        Duty = self.env['ar.duty']
        for company, findings in self.grouped('company_id').items():
            holdings = Duty._holdings(company)
            for finding in findings:
                finding.ways = "\n".join(
                    f"{duty.name}: {', '.join(ways)}"
                    for duty in (finding.duty_id, finding.other_id)
                    if (ways := holdings.get(duty.id, {}).get(finding.user_id.id)))

    # === ACTIONS === #

    def action_open_acts(self):
        """List what the person did of both duties, for the customers of both."""
        self.ensure_one()
        acts = self.env['ar.duty.act']
        mine = [('user_id', '=', self.user_id.id), ('company_id', '=', self.company_id.id)]
        pair = self.duty_id, self.other_id
        customers = [
            {partner.id for partner, in acts._read_group(
                [*mine, ('duty_id', '=', duty.id)], ['partner_id'])} for duty in pair]
        both = sorted(customers[0] & customers[1] - {False})
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_duty_act_action'),
            'name': self.display_name,
            'domain': [*mine, ('duty_id', 'in', [duty.id for duty in pair]),
                       *([('partner_id', 'in', both)] if self.level == '2' else [])],
            'context': {'search_default_group_customer': 1} if both else {},
        }

    def action_accept(self):
        """Ask for reason, owner and last day, then accept the conflict for this person."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Accept Conflict"),
            'res_model': 'ar.duty.exception', 'view_mode': 'form', 'target': 'new',
            'res_id': self.exception_id.id,
            'context': {
                'default_conflict_id': self.conflict_id.id, 'default_user_id': self.user_id.id,
                'default_company_id': self.company_id.id},
        }

    # === QUERY === #

    @api.model
    def search_fetch(self, *args, **kwargs):
        # EXTENDS 'base': as for open items, a query's cache knows nothing of what happened since.
        self.invalidate_model(flush=False)
        return super().search_fetch(*args, **kwargs)

    @api.model
    def _holders(self):
        """Who holds both duties of a conflict, in all companies.

        :return: list of {company_id, conflict_id, user_id}
        """
        pairs, rows = self.env['ar.duty.conflict']._in_force(), []
        for company in self.env['res.company'].sudo().search([('active', '=', True)]):
            held = duties.could(self.env['ar.duty']._holdings(company), pairs)
            rows += [
                {'company_id': company.id, 'conflict_id': conflict, 'user_id': user}
                for conflict, user in held]
        return rows

    @property
    def _table_query(self):
        self.env['ar.duty.exception'].flush_model()
        self.env['ar.duty.conflict'].flush_model()
        return SQL(
            """
            WITH used AS MATERIALIZED (
                SELECT user_id, company_id, partner_id, duty_id, MAX(date) AS date
                  FROM (%(acts)s) act WHERE partner_id IS NOT NULL
              GROUP BY user_id, company_id, partner_id, duty_id
            ), did AS (
                SELECT one.company_id, pair.id AS conflict_id, one.user_id,
                       COUNT(*) AS customers, MAX(GREATEST(one.date, other.date)) AS date
                  FROM used one
                  JOIN used other USING (user_id, company_id, partner_id)
                  JOIN ar_duty_conflict pair
                    ON pair.duty_id = one.duty_id AND pair.other_id = other.duty_id
                 WHERE pair.active
              GROUP BY 1, 2, 3
            ), can AS (
                SELECT * FROM jsonb_to_recordset(%(holders)s)
                    AS held (company_id int, conflict_id int, user_id int)
            )
            SELECT company_id::bigint * %(companies)s + conflict_id::bigint * %(pairs)s + user_id
                   AS id, user_id, company_id, conflict_id, pair.duty_id, pair.other_id,
                   pair.severity, CASE WHEN did.user_id IS NULL THEN '1' ELSE '2' END AS level,
                   can.user_id IS NOT NULL AS holds_both,
                   COALESCE(did.customers, 0) AS customer_count, did.date AS last_date,
                   accepted.id AS exception_id, accepted.date_end AS accepted_until,
                   CASE WHEN accepted.id IS NULL THEN 'open' ELSE 'accepted' END AS state
              FROM can FULL JOIN did USING (company_id, conflict_id, user_id)
              JOIN ar_duty_conflict pair ON pair.id = conflict_id
         LEFT JOIN (SELECT * FROM ar_duty_exception
                     WHERE active AND date_end >= %(today)s) accepted
             USING (company_id, conflict_id, user_id)
            """,
            acts=self.env['ar.duty.act']._acts_sql(), holders=Json(self._holders()),
            companies=COMPANIES, pairs=PAIRS, today=fields.Date.context_today(self))
