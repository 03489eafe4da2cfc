from odoo import api, fields, models
from odoo.tools import format_date

from ....tools import agency

PAPERS = LICENCE, MANDATE = 'licence', 'mandate'


class ArAgency(models.Model):
    """Who collects for us outside the house: on which papers, by which means, for how much, and
    what came of it. Without a valid licence and mandate nothing is handed over."""
    _name = 'ar.agency'
    _description = "Collection Agency"
    _inherit = ['ar.logged', 'mail.thread', 'mail.activity.mixin']
    _check_company_auto = True
    _order = 'sequence, id'
    _rec_name = 'partner_id'
    _rec_names_search = ['partner_id.complete_name', 'licence_number']
    _logged_as = 'placement.agency_'
    _logged_names = (
        'active', 'company_id', 'partner_id', 'licence_number', 'licence_from', 'licence_to',
        'mandate_from', 'mandate_to', 'amount_from', 'amount_to', 'allow_mail', 'allow_phone',
        'allow_visit', 'allow_legal')

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        'res.partner', string="Agency", required=True, index=True, ondelete='restrict',
        domain=[('is_company', '=', True)], help="Sends the bills for its fees.")
    company_id = fields.Many2one('res.company', index=True, help="Empty: for every company.")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id,
        help="Of the amounts in scope and fee scale.")

    # Papers
    licence_number = fields.Char(tracking=True)
    licence_authority = fields.Char(string="Issued By")
    licence_from = fields.Date(tracking=True)
    licence_to = fields.Date(
        tracking=True, help="Last day. Empty: until it is withdrawn.")
    licence_file = fields.Binary(string="Licence Document", attachment=True)
    licence_file_name = fields.Char()
    mandate_from = fields.Date(tracking=True)
    mandate_to = fields.Date(
        tracking=True, help="Last day. Empty: until it is withdrawn.")
    mandate_file = fields.Binary(
        string="Signed Mandate", attachment=True,
        help="The contract with the agency: its scope, methods, fees, data protection.")
    mandate_file_name = fields.Char()
    problem = fields.Char(
        string="Cannot Work for Us", compute='_compute_problem',
        help="Nothing can be handed over while this stands here.")

    # Scope and methods
    country_ids = fields.Many2many(
        'res.country', string="Countries", help="Of the customers. Empty: everywhere.")
    amount_from = fields.Monetary(string="Cases From", help="Smaller cases are not taken.")
    amount_to = fields.Monetary(string="Cases Up To", help="0: no upper end.")
    allow_mail = fields.Boolean(string="Letters and E-Mails", default=True)
    allow_phone = fields.Boolean(string="Calls", default=True)
    allow_visit = fields.Boolean(string="Visits")
    allow_legal = fields.Boolean(string="Lawsuits in Our Name")
    fee_ids = fields.One2many('ar.agency.fee', 'agency_id', string="Fee Scale", copy=True)

    # What came of it
    placement_ids = fields.One2many('ar.placement', 'agency_id', readonly=True)
    complaint_ids = fields.One2many('ar.agency.complaint', 'agency_id', string="Complaints")
    case_count = fields.Integer(string="Cases", compute='_compute_record')
    company_currency_id = fields.Many2one('res.currency', compute='_compute_record')
    placed_amount = fields.Monetary(
        string="Handed Over", compute='_compute_record', currency_field='company_currency_id')
    received_amount = fields.Monetary(
        string="Received", compute='_compute_record', currency_field='company_currency_id')
    fee_amount = fields.Monetary(
        string="Agency Fees", compute='_compute_record', currency_field='company_currency_id')
    net_amount = fields.Monetary(
        string="Net Recovery", compute='_compute_record', currency_field='company_currency_id',
        help="What was received less the fees.")
    net_rate = fields.Float(
        compute='_compute_record', digits=(5, 1),
        help="Net recovery in percent of what was handed over.")
    points = fields.Float(
        compute='_compute_record', digits=(5, 1),
        help="0 to 100: the net rate, less half a point for each percent of cases with a complaint "
             "found true, less one for each percent of cases after which the customer was lost.")

    _amounts_in_order = models.Constraint(
        'CHECK (amount_from >= 0 AND amount_to >= 0 AND (amount_to = 0 OR amount_to >= '
        'amount_from))', "The cases that an agency takes go from a lower to an upper amount.")
    _licence_in_order = models.Constraint(
        'CHECK (licence_from <= licence_to)', "The licence ends before it begins.")
    _mandate_in_order = models.Constraint(
        'CHECK (mandate_from <= mandate_to)', "The mandate ends before it begins.")

    # === COMPUTE === #

    @api.depends(
        'licence_from', 'licence_to', 'licence_number', 'licence_file', 'mandate_from',
        'mandate_to', 'mandate_file', 'fee_ids', 'active')
    @api.depends_context('lang')
    def _compute_problem(self):
        today = fields.Date.context_today(self)
        for each in self:
            each.problem = each._why_not_ready(today)

    @api.depends(
        'placement_ids.receipt_ids.state', 'placement_ids.state', 'complaint_ids.state',
        'placement_ids.customer_lost')
    @api.depends_context('company')
    def _compute_record(self):
        company = self.env.company
        for each in self:
            record = each._record(company)
            rating = agency.rate(record)
            each.update({
                'company_currency_id': company.currency_id, 'case_count': record.cases,
                'placed_amount': record.placed, 'received_amount': record.received,
                'fee_amount': record.fees, 'net_amount': rating.net,
                'net_rate': rating.rate or 0.0, 'points': rating.points or 0.0})

    # === ACTIONS === #

    def action_open_placements(self):
        """List what was handed over to this agency."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'ar_optimization.ar_placement_action'),
            'domain': [('agency_id', '=', self.id)],
            'context': {'default_agency_id': self.id},
        }

    def action_bill_fees(self):
        """Draft the vendor bills over fees that were not billed yet, one per company and currency;
        what is taken back because a receipt was reversed is taken off.

        :return: the action that shows the bills.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')
        receipts = self.placement_ids.filtered(
            lambda placement: placement.company_id in self.env.companies).sudo()
        receipts._refresh_receipts()
        bills = receipts.receipt_ids._bill()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Bills of the Agency"),
            'res_model': 'account.move', 'view_mode': 'list,form',
            'domain': [('id', 'in', bills.ids)],
        }

    # === BUSINESS === #

    def _why_not_ready(self, today):
        """Why nothing can be handed over to this agency on a day, in words; empty when it can."""
        self.ensure_one()
        if not self.active:
            return self.env._("The agency is archived.")
        if not self.fee_ids:
            return self.env._("It has no fee scale.")
        for paper in PAPERS:
            gap = agency.paper_gap(
                self[f'{paper}_from'], self[f'{paper}_to'], today, self._has_paper(paper))
            if gap:
                return self._gap_text(paper, gap)
        return False

    def _has_paper(self, paper):
        number = paper != LICENCE or (self.licence_number or '').strip()
        return bool(number and self.with_context(bin_size=True)[f'{paper}_file'])

    def _gap_text(self, paper, gap):
        day = self[f'{paper}_from' if gap == agency.EARLY else f'{paper}_to']
        day = day and format_date(self.env, day)
        if paper == LICENCE:
            return {
                agency.MISSING: self.env._(
                    "Its licence is missing: number, first day and document."),
                agency.EARLY: self.env._("Its licence begins on %s.", day),
                agency.EXPIRED: self.env._("Its licence ended on %s.", day)}[gap]
        return {
            agency.MISSING: self.env._(
                "Its mandate is missing: first day and signed document."),
            agency.EARLY: self.env._("Its mandate begins on %s.", day),
            agency.EXPIRED: self.env._("Its mandate ended on %s.", day)}[gap]

    def _why_not_take(self, account, amount, today):
        """Why this agency cannot take a case, in words; empty when it can.

        :param account: `ar.credit.account`
        :param float amount: of the case, in the account's company currency.
        """
        self.ensure_one()
        if problem := self._why_not_ready(today):
            return problem
        country = account.partner_id.country_id
        if self.country_ids and country not in self.country_ids:
            return self.env._("It does not work in the customer's country.")
        amount = self._in_own_currency(amount, account.company_id, today)
        compare = self.currency_id.compare_amounts
        if compare(amount, self.amount_from) < 0:
            return self.env._("The case is too small for it.")
        if self.amount_to and compare(amount, self.amount_to) > 0:
            return self.env._("The case is too large for it.")
        return ""

    def _in_own_currency(self, amount, company, day):
        return company.currency_id._convert(amount, self.currency_id, company, day)

    def _percent(self, days, amount):
        """The fee in percent of an item.

        :param int days: days overdue when it is handed over.
        :param float amount: of the case, in the agency's currency.
        :return: percent; None where the scale has no price.
        """
        bands = [agency.Band(fee.days_from, fee.amount_from, fee.percent) for fee in self.fee_ids]
        return agency.percent_of(bands, days, amount)

    def _record(self, company):
        """What this agency was given in a company and what came of it.

        :return: `tools.agency.Record` in the company's currency.
        """
        cases = self.placement_ids.filtered(
            lambda case: case.company_id == company and case.date_placed)
        true = self.complaint_ids.filtered(
            lambda complaint: complaint.state == 'true' and complaint._is_of(company))
        return agency.Record(
            placed=sum(cases.mapped('placed_amount')),
            received=sum(cases.mapped('received_amount')), fees=sum(cases.mapped('fee_amount')),
            cases=len(cases), complaints=len(true),
            lost=len(cases.filtered('customer_lost')))
