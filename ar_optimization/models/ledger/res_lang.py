from babel.dates import format_skeleton

from odoo import api, models
from odoo.tools.misc import babel_locale_parse, get_lang


class ResLang(models.Model):
    """What is kept in words is read by people of several languages, often long after it was written
    down by a night that has none."""
    _inherit = 'res.lang'

    @api.model
    def _ar_tell(self, words):
        """Put something into words in each language there is.

        :param words: function that takes the code of a language and gives a text.
        :return: {code: text}, to be kept.
        """
        return {code: words(code) or "" for code, __ in self.get_installed()}

    @api.model
    def _ar_told(self, kept):
        """What was kept by `_ar_tell`, in the reader's language, else in one that was there then.

        :param kept: {code: text}; a text of an earlier version is in one language.
        """
        if not isinstance(kept, dict):
            return kept or ""
        return kept.get(self.env.lang) or kept.get('en_US') or next(iter(kept.values()), "")

    @api.model
    def _ar_period_name(self, day, skeleton):
        """A month or quarter with its year, in the order of the reader's language.

        :param date day: any day of it.
        :param str skeleton: parts without order, as Unicode names them: `yMMMM`, `yMMM`, `yQQQ`.
        """
        return format_skeleton(
            skeleton, day, locale=babel_locale_parse(get_lang(self.env).code))
