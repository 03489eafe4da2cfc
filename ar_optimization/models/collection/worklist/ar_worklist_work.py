from odoo import api, fields, models
from odoo.exceptions import UserError

REPORTED = 'ar_optimization.ar_contact_log_report_action'


class ArWorklist(models.Model):
    """Working down the list: from a row, without leaving it."""
    _inherit = 'ar.worklist'

    item_ids = fields.Many2many(
        'ar.open.item', string="Open Items", compute='_compute_item_ids',
        help="Everything that is open, oldest first.")
    contact_log_ids = fields.One2many(related='account_id.contact_log_ids')
    timeline = fields.Json(related='account_id.timeline')
    dunning_pause_until = fields.Date(related='account_id.dunning_pause_until')
    dunning_pause_reason = fields.Char(related='account_id.dunning_pause_reason')
    status = fields.Selection(related='account_id.status')
    exposure = fields.Monetary(related='account_id.exposure')
    effective_limit = fields.Monetary(related='account_id.effective_limit')
    credit_basis = fields.Selection(related='account_id.credit_basis')
    unapplied_amount = fields.Monetary(related='account_id.unapplied_amount')
    contact_tries = fields.Integer(related='account_id.contact_tries')
    right_party_contacts = fields.Integer(related='account_id.right_party_contacts')
    right_party_percent = fields.Float(related='account_id.right_party_percent')
    next_step = fields.Char(related='account_id.next_step')
    person_id = fields.Many2one(
        'res.partner', compute='_compute_person',
        help="Who gets the reminders, else the invoice address.")
    phone = fields.Char(compute='_compute_person')
    email = fields.Char(compute='_compute_person')
    address = fields.Text(compute='_compute_person')
    map_url = fields.Char(string="Map", compute='_compute_person')
    script = fields.Text(
        compute='_compute_script', help="What to say and to ask, as the dunning level has it.")
    verdict = fields.Char(
        string="Not Now", compute='_compute_verdict',
        help="Why the customer should not be called now.")

    # === COMPUTE === #

    @api.depends('account_id')
    def _compute_item_ids(self):
        items = self.env['ar.open.item'].search([
            ('company_id', 'in', self.company_id.ids),
            ('commercial_partner_id', 'in', self.partner_id.ids)], order='date_maturity, id')
        found = items.grouped(lambda item: (item.company_id, item.commercial_partner_id))
        for row in self:
            row.item_ids = found.get((row.company_id, row.partner_id))

    @api.depends('partner_id')
    def _compute_person(self):
        for row in self:
            people = row.partner_id.sudo()._ar_reminder_contacts()
            person = people.filtered('phone')[:1] or people[:1]
            row.person_id = person
            row.phone = person.phone or row.partner_id.sudo().phone
            row.email = person.email or row.partner_id.sudo().email
            place = person if person.street or person.city else row.partner_id.sudo()
            row.address = "\n".join(filter(None, map(
                str.strip, place._display_address(without_company=True).splitlines())))
            row.map_url = self._map_link(place)

    @api.depends('level_id.script')
    def _compute_script(self):
        for row in self:
            row.script = row._script()

    def _script(self):
        """Hook: what to say to this customer in this situation; a playbook may know more than the
        dunning level."""
        self.ensure_one()
        return self.level_id.script

    @api.depends('partner_id', 'way')
    def _compute_verdict(self):
        policies = self.env['ar.contact.policy']
        for (company, way), rows in self.grouped(lambda row: (row.company_id, row.way)).items():
            verdicts = policies._allowed(rows.partner_id, way or 'phone', company=company)
            for row in rows:
                verdict = verdicts[row.partner_id]
                row.verdict = verdict.reason and policies._verdict_text(verdict)

    # === ACTIONS === #

    def action_start(self):
        """Open the first customer of the user's list."""
        return self._open_next()

    def action_work(self):
        """Open this customer, and say to others that somebody is working on it."""
        self.ensure_one()._claim()
        return self._form_action()

    def action_next(self):
        """Leave this customer and open the next one on the user's list."""
        self.ensure_one()._release()
        return self._open_next(skip=self)

    def action_done(self):
        """Done for today; go on with the next customer."""
        self.ensure_one()._check_worker()
        self.sudo()._finish(self.env.user)
        return self._open_next(skip=self)

    def action_reopen(self):
        """Put these customers back to be turned to today."""
        self._check_worker()
        self.sudo()._reopen()

    def action_take_over(self):
        """Work on a customer that somebody else has opened, and leave a trace of it."""
        self.ensure_one()._check_worker()
        former = self.claim_user_id
        self.env['ar.event']._log(
            'worklist.taken_over', self.account_id, before={
                self.account_id.id: {'claim_user_id': former.id}},
            after={self.account_id.id: {'claim_user_id': self.env.uid}})
        self.sudo().write({'claim_user_id': self.env.uid, 'claim_date': fields.Datetime.now()})

    def action_report(self):
        """Report what a contact came to; the context may say which result."""
        self.ensure_one()._check_worker()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(REPORTED),
            'context': {
                'default_account_id': self.account_id.id,
                'default_contact_id': self.person_id.id,
                'default_channel': 'phone' if self.way == 'mail' else self.way,
                'default_result': self.env.context.get('ar_result', False)},
        }

    def action_no_answer(self):
        """Nobody reached: report it and go on with the next customer."""
        self.ensure_one()._check_worker()
        self.env['ar.contact.log'].create({
            'account_id': self.account_id.id, 'contact_id': self.person_id.id,
            'channel': 'phone' if self.way == 'mail' else self.way, 'result': 'no_answer'})
        return self._open_next(skip=self)

    def action_mail(self):
        """Write to the customer; what is sent is in the contact log by itself.

        :raise UserError: when the customer must not be written to now.
        """
        self.ensure_one()._check_worker()
        verdict = self.env['ar.contact.policy']._allowed(
            self.partner_id, 'mail', company=self.company_id)[self.partner_id]
        if verdict.reason:
            raise UserError(self.env['ar.contact.policy']._verdict_text(verdict))
        people = self.partner_id.sudo()._ar_reminder_contacts()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'mail.compose.message',
            'name': self.env._("Write to %s", self.partner_id.display_name),
            'views': [(False, 'form')], 'target': 'new',
            'context': {
                'default_model': 'ar.credit.account', 'default_res_ids': self.account_id.ids,
                'default_composition_mode': 'comment', 'default_partner_ids': people.ids,
                'default_subject': self.env._("Overdue invoices"), 'ar_contact_mail': True},
        }

    def action_open_account(self):
        """Open the customer's page, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    def action_open_map(self):
        """Show on a map where the customer is.

        :raise UserError: when nobody knows.
        """
        self.ensure_one()
        if not self.map_url:
            raise UserError(self.env._(
                "Nobody knows an address of %s.", self.partner_id.display_name))
        return {'type': 'ir.actions.act_url', 'url': self.map_url, 'target': 'new'}

    # === BUSINESS === #

    def _check_worker(self):
        """Refuse who is no collector, and rows of other companies."""
        self.env.user._ar_check_role('collector')
        self.check_access('read')

    def _claim(self):
        """Say that the user is working on this customer, unless somebody else is."""
        self._check_worker()
        row = self.sudo().try_lock_for_update()
        if row and not self._is_claimed():
            row.write({'claim_user_id': self.env.uid, 'claim_date': fields.Datetime.now()})

    def _release(self):
        """The user is no longer working on this customer."""
        self._check_worker()
        mine = self.filtered(lambda row: row.claim_user_id == self.env.user)
        mine.sudo().write({'claim_user_id': False, 'claim_date': False})

    @api.model
    def _open_next(self, skip=None):
        """Open the customer of the user that has the most points and nobody else works on.

        :param skip: row to leave out.
        """
        self.env.user._ar_check_role('collector')
        rows = self.search([
            ('user_id', '=', self.env.uid), ('state', '=', 'todo'),
            ('company_id', 'in', self.env.companies.ids),
            ('id', 'not in', skip.ids if skip else [])], limit=20)
        row = rows.filtered(lambda each: not each._is_claimed())[:1]
        if row:
            return row.action_work()
        return self._mine_action()

    def _form_action(self):
        return {
            'type': 'ir.actions.act_window', 'name': self.partner_id.display_name,
            'res_model': self._name, 'res_id': self.id, 'views': [(False, 'form')],
        }

    @api.model
    def _mine_action(self):
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_worklist_action'),
            'target': 'main'}

    @api.model
    def _check_switched_on(self, company):
        if company.sudo()._ar_position('collection') == 'off':
            raise UserError(self.env._(
                "Collection is switched off in %s. Switch it to Observe or On in the settings "
                "first.", company.name))
