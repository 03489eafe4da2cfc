from odoo import api, fields, models


class ArCreditHold(models.Model):
    """The ways out of a hold as buttons: pay so much, ask for that limit, see what is open."""
    _inherit = 'ar.credit.hold'

    payment_needed = fields.Monetary(string="To Be Paid", compute='_compute_needed')
    limit_needed = fields.Monetary(compute='_compute_needed')

    can_release = fields.Boolean(compute='_compute_can_release')
    request_ids = fields.Many2many(
        'ar.credit.request', string="Requests", compute='_compute_request_ids',
        help="Who was asked for the release, where it needs approval.")

    # === COMPUTE === #

    @api.depends('state', 'company_id')
    @api.depends_context('uid')
    def _compute_can_release(self):
        manager = self.env.user.has_group('ar_optimization.group_credit_manager')
        for hold in self:
            hold.can_release = hold.state == 'open' and (
                hold._is_locked() or (manager and not hold._is_own_of(self.env.user)))

    def _compute_request_ids(self):
        requests = self.env['ar.credit.request'].sudo().search([
            ('res_model', '=', self._name), ('res_id', 'in', self.ids)])
        for hold in self:
            hold.request_ids = requests.filtered(lambda r, hold=hold: r.res_id == hold.id)

    @api.depends('ways', 'state')
    def _compute_needed(self):
        for hold in self:
            ways = {way['kind']: way['value'] for way in hold.ways or ()}
            hold.payment_needed = ways.get('pay') or ways.get('prepay')
            new = (hold.numbers or {}).get('newcomer')
            hold.limit_needed = ways.get('limit') or (new and max(0, hold.exposure) + hold.total)

    # === ACTIONS === #

    def action_register_payment(self):
        """A new receipt over what would free the document, with the user's own rights."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Register Payment"),
            'res_model': 'account.payment',
            'view_mode': 'form',
            'context': {
                'default_payment_type': 'inbound',
                'default_partner_type': 'customer',
                'default_partner_id': self.partner_id.id,
                'default_company_id': self.company_id.id,
                'default_currency_id': self.currency_id.id,
                'default_amount': self.payment_needed,
                'default_memo': self.display_name,
            },
        }

    def action_ask_limit(self):
        """A new request for the limit that would free the document."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Ask for a Limit"),
            'res_model': 'ar.credit.request',
            'view_mode': 'form',
            'context': {
                'default_type': 'limit',
                'default_partner_id': self.partner_id.id,
                'default_company_id': self.company_id.id,
                'default_new_mode': 'limit',
                'default_new_limit': self.limit_needed,
                'default_reason': self.display_name,
            },
        }

    def action_open_items(self):
        """What the customer owes, item by item."""
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_open_item_action'),
            'domain': [
                ('commercial_partner_id', '=', self.partner_id.id),
                ('company_id', '=', self.company_id.id)],
            'context': {},
        }
