from odoo import models
from odoo.tools import format_date


class Texts(dict):
    """The texts of a batch of letters, {notice: text}, on their way in the context, where no call
    from outside can put them."""
    __hash__ = object.__hash__


class ArDunningNotice(models.Model):
    """What stands on a letter."""
    _inherit = 'ar.dunning.notice'

    def _letter_text(self):
        """The text of the level, as the mail has it, in the language of whoever reads it.

        :return: {'subject', 'body_html'}, or empty where the level has no text.
        """
        self.ensure_one()
        known = self.env.context.get('ar_letter_texts')
        if isinstance(known, Texts) and self in known:
            return known[self]
        template = self.level_id.mail_template_id
        if not template:
            return {'subject': self.level_id.name, 'body_html': self._items_html()}
        return self._text()

    def _letter_filename(self):
        return f"{self.level_id.name} {self.partner_id.name} {self.date}.pdf".replace('/', '-')

    def _print_reference(self):
        """What tells this letter from all others."""
        return f"MN-{self.id:06}"

    def _letter_date(self):
        return format_date(self.env, self.date)

    def _bank_accounts(self):
        """Where the customer pays: the company's accounts that may be shown.

        :return: `res.partner.bank`
        """
        return self.company_id.partner_id.bank_ids.filtered('active')
