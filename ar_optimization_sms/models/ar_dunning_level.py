from odoo import fields, models


class ArDunningLevel(models.Model):
    """What a level says in a text message."""
    _inherit = 'ar.dunning.level'

    sms_template_id = fields.Many2one(
        'sms.template', string="Text Message", ondelete='set null',
        domain="[('model', '=', 'ar.dunning.notice')]",
        default=lambda self: self.env.ref(
            'ar_optimization_sms.sms_template_dunning', raise_if_not_found=False),
        help="Sent to the mobile number of the customer's contact for reminders. Whoever wants no "
             "text messages gets the text of the letter by post.")
