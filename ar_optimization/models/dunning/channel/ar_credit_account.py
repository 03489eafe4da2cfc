from odoo import fields, models
from odoo.tools import format_date


class ArCreditAccount(models.Model):
    """Where the customer's answers arrive, and its statement."""
    _inherit = 'ar.credit.account'

    # === GATEWAY === #

    def message_update(self, msg_dict, update_vals=None):
        # EXTENDS 'mail': the gateway works with all rights, a caller from outside does not
        result = super().message_update(msg_dict, update_vals)
        if self.env.su and msg_dict.get('message_id'):
            self._receive_answer(msg_dict, self.env.context.get('ar_automatic_mail', False))
        return result

    def _receive_answer(self, message, automatic):
        """Note an answer; a person's lets dunning rest until somebody has read it. What a colleague
        writes is none: who answers the customer from a mail program comes in here, too.

        :param dict message: as the mail gateway parsed it.
        :param bool automatic: a machine wrote it, so that nothing follows.
        """
        self.ensure_one()
        author = self.env['res.partner'].browse(message.get('author_id') or ())
        if author and not author.partner_share:
            return
        notice = self.env['ar.dunning.notice']
        if message.get('parent_id'):
            notice = notice._of_messages(
                self.env['mail.message'].browse(message['parent_id']))[:1]
        self.env['ar.contact.log'].create({
            'account_id': self.id, 'channel': 'mail', 'direction': 'in', 'is_automatic': True,
            'result': 'automatic' if automatic else 'answered', 'user_id': False,
            'subject': message.get('subject') or "–", 'notice_id': notice.id,
            'contact_id': message.get('author_id') or False,
        })
        if automatic:
            return
        notice.write({'delivery': 'answered'})
        self._rest_after_answer(message.get('subject') or "–")

    def _rest_after_answer(self, subject):
        user = self._dunning_responsible()
        account = self.with_context(lang=user.lang)
        today = fields.Date.context_today(self)
        policies = self.env['ar.contact.policy']._policies(self.partner_id, self.company_id)
        days = max(policies.mapped('answer_pause_days'), default=0)
        if days:
            account._pause_dunning(
                fields.Date.add(today, days=days), account.env._("Has answered: %s", subject))
        account._plan_contact(
            'other', today, user, account.env._("The customer has answered: %s", subject))

    # === STATEMENT === #

    def _statement_items(self):
        """Everything that is open, oldest first.

        :return: `ar.open.item`
        """
        return self.env['ar.open.item'].sudo().search([
            ('company_id', '=', self.company_id.id),
            ('commercial_partner_id', '=', self.partner_id.id)], order='date_maturity, id')

    def _statement_totals(self):
        """What the items of the statement come to, by currency.

        :return: list of (`res.currency`, amount)
        """
        totals = {}
        for item in self._statement_items():
            totals.setdefault(item.currency_id, 0.0)
            totals[item.currency_id] += item.amount_residual_currency
        return list(totals.items())

    def _print_reference(self):
        """What tells this statement from all others."""
        return f"CA-{self.id:06}"

    def _statement_date(self):
        return format_date(self.env, fields.Date.context_today(self))

    def _statement_filename(self):
        account = self.with_context(lang=self.partner_id.lang)
        return account.env._(
            "Statement %s.pdf", fields.Date.context_today(self)).replace('/', '-')
