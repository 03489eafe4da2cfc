from odoo import api, fields, models


class ArDunningNotice(models.Model):
    """A notice that Snailmail posts."""
    _inherit = 'ar.dunning.notice'

    delivery = fields.Selection(
        selection_add=[('snail_queued', "To Be Posted"), ('retry',)],
        ondelete={'snail_queued': 'set null'})
    snailmail_letter_id = fields.Many2one(
        'snailmail.letter', string="Snailmail", readonly=True, ondelete='set null',
        index='btree_not_null')

    @api.model
    def _channels(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._channels(),
            'snailmail': (self.env._("Posted Letter"), 'ar.dunning.channel.snailmail')}
