from odoo import api, fields, models


class ArDunningSkip(models.Model):
    """Why an instalment whose turn it was got no notice in a run."""
    _name = 'ar.dunning.skip'
    _description = "Left Out of a Dunning Run"
    _inherit = ['ar.amount.mixin']
    _order = 'run_id desc, amount_company desc, id'
    _rec_name = 'move_line_id'

    run_id = fields.Many2one(
        'ar.dunning.run', "Dunning Run", required=True, readonly=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", readonly=True, index=True,
        ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True, index=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Journal Item", readonly=True, index=True,
        ondelete='cascade')
    level_id = fields.Many2one(
        'ar.dunning.level', string="Level Due", readonly=True, ondelete='set null')
    level = fields.Integer(string="Level Number", readonly=True, aggregator=None, default=None)
    channel = fields.Selection(
        selection='_channel_selection', readonly=True, help="On which way it would have been told.")
    mail_template_id = fields.Many2one(
        'mail.template', string="Text of the Level", readonly=True, ondelete='set null')
    tier_id = fields.Many2one(
        'ar.credit.tier', string="Tier at That Time", readonly=True, ondelete='set null')
    reason = fields.Selection(selection='_reason_selection', required=True, readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    amount_residual = fields.Monetary(string="Open Amount", readonly=True)
    amount_company = fields.Monetary(
        string="Open in Company Currency", currency_field='company_currency_id', readonly=True)

    @api.model
    def _channel_selection(self):
        return self.env['ar.dunning.notice']._channel_selection()

    @api.model
    def _reason_selection(self):
        return list(self._reasons().items())

    @api.model
    def _reasons(self):
        """Hook: why nothing is sent. Rooms that block an item add their reasons.

        :return: {code: words}, those that are looked at first before others.
        """
        return {
            'no_account': self.env._("No customer"),
            'no_procedure': self.env._("No dunning procedure"),
            'no_followup': self.env._("Taken out of the follow-up"),
            'blocked': self.env._("Payment is blocked"),
            'status': self.env._("With an agency or a lawyer"),
            'paused': self.env._("Customer paused"),
            'item_paused': self.env._("Instalment paused"),
            'disputed': self.env._("Disputed"),
            'other_run': self.env._("In another run"),
            'credit': self.env._("Unmatched credit to look at first"),
            'minimum': self.env._("Below the least amount"),
            'no_address': self.env._("No address"),
            'grace': self.env._("Written to a short while ago"),
            'holdout': self.env._("Held back by lot"),
            'cap': self.env._("First run is full"),
            'hand': self.env._("Taken out by hand"),
        }
