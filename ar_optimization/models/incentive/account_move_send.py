from markupsafe import Markup

from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    _inherit = 'account.move.send'

    @api.model
    def _get_default_mail_body(self, move, mail_template, mail_lang):
        # EXTENDS 'account': the mail says what the invoice says
        body = super()._get_default_mail_body(move, mail_template, mail_lang)
        lines = move.with_context(lang=mail_lang)._ar_incentive_clause()
        if not lines:
            return body
        return Markup("%s<div>%s</div>") % (
            body or "", Markup("").join(Markup("<p>%s</p>") % line for line in lines))
