from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, plaintext2html


class ArDunningNotice(models.Model):
    """What a notice says, in the language of whoever reads it."""
    _inherit = 'ar.dunning.notice'

    preview_subject = fields.Char(string="Subject", compute='_compute_preview')
    preview_body = fields.Html(string="Text", compute='_compute_preview')

    def _compute_preview(self):
        """The text as the customer would read it now; an error in a template shows here."""
        for notice in self:
            try:
                text = notice.sudo()._text()
                notice.preview_subject, notice.preview_body = text['subject'], text['body_html']
            except UserError as error:
                notice.preview_subject = False
                notice.preview_body = plaintext2html(str(error))

    def _text(self):
        """Subject and body in the language of the recipient.

        :return: dict of `subject` and `body_html`
        :raise UserError: when the level has no text, or its template is broken.
        """
        self.ensure_one()
        template = self.level_id.mail_template_id
        if not template:
            raise UserError(self.env._("Level %s has no text.", self.level_id.name))
        return self._filled_in(template)[self]

    def _filled_in(self, template):
        """A template for each of these notices.

        :return: {notice: dict of `subject` and `body_html`}
        :raise UserError: names the template that cannot be filled in.
        """
        try:
            found = template._generate_template(self.ids, ('subject', 'body_html'))
        except UserError as error:
            raise UserError(self.env._(
                "The text “%(text)s” cannot be filled in and has to be corrected: %(error)s",
                text=template.sudo().name, error=error)) from error
        return {notice: found[notice.id] for notice in self}

    def _totals(self):
        """What is asked for, by currency.

        :return: list of (`res.currency`, amount), the largest number of items first.
        """
        totals = {}
        for line in self.line_ids:
            totals[line.currency_id] = totals.get(line.currency_id, 0.0) + line.collectable_amount
        return list(totals.items())

    def _items_html(self):
        """The table of items, for mails and letters.

        :return: `Markup`
        """
        self.ensure_one()
        lang = self.env.context.get('lang') or self._recipient().lang
        notice = self.with_context(lang=lang)
        env = notice.env
        return env['ir.qweb']._render('ar_optimization.dunning_items', {
            'notice': notice,
            'lines': notice.line_ids.sorted(lambda line: (line.date_maturity, line.id)),
            'totals': notice._totals(),
            'day': lambda value: format_date(env, value),
            'money': lambda value, currency: format_amount(env, value, currency),
        }, lang=lang)
