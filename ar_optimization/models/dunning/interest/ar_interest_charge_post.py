from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ....tools import rounding


class ArInterestCharge(models.Model):
    """From memo to invoice, by a button or once a month."""
    _inherit = 'ar.interest.charge'

    # === ACTIONS === #

    def action_post(self):
        """Invoice these memos, one invoice per customer and currency.

        :return: the action that shows the invoices.
        :raise UserError: when one of them cannot be invoiced.
        """
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        for charge in self:
            if refusal := charge._why_not_post():
                raise UserError(self.env._(
                    "%(charge)s: %(why)s", charge=charge.display_name, why=refusal))
        moves = self.sudo()._post()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Interest Invoices"),
            'res_model': 'account.move', 'view_mode': 'list,form',
            'domain': [('id', 'in', moves.ids)],
        }

    # === BUSINESS === #

    def _why_not_post(self):
        """Why this cannot be invoiced, in words; empty when it can."""
        if self.state != 'memo' or not self.amount_due:
            return self.env._("there is nothing to invoice.")
        if self.mode == 'threat':
            return self.env._("the policy says that interest is only mentioned.")
        if self.request_id.state == 'waiting':
            return self.env._("somebody decides on letting it go.")
        if self.unknown_days:
            return self.env._("some of its days have no rate: complete the reference rates.")
        return ""

    def _post(self):
        """Invoice these charges: posted invoices, linked to what they are for.

        :return: `account.move`
        """
        moves, today = self.env['account.move'], fields.Date.context_today(self)
        self.lock_for_update()
        before = self._images()
        for charges in self.grouped(lambda charge: charge._invoice_key()).values():
            move = moves.with_company(charges.company_id).with_context(
                lang=charges.partner_id.lang).create(charges._prepare_invoice(today))
            charges.write({'state': 'posted', 'move_id': move.id})
            moves |= move
        moves._post(soft=False)
        self.env['ar.event']._log_changes('interest.posted', self, before, self._images())
        return moves.with_env(self.env)

    def _invoice_key(self):
        """Hook: charges with the same key are on one invoice."""
        return self.account_id, self.currency_id

    def _prepare_invoice(self, today):
        """Hook: the values of the invoice over these charges of one key.

        :param date today: its date; interest is due at once.
        """
        company = self.company_id
        return {
            'move_type': 'out_invoice', 'ar_is_interest': True, 'company_id': company.id,
            'partner_id': self._invoice_contact().id, 'currency_id': self.currency_id.id,
            'invoice_date': today, 'date': today, 'invoice_payment_term_id': False,
            'invoice_date_due': today, 'ar_contract_id': False,
            'journal_id': company._ar_interest_journal().id,
            'ref': ", ".join(sorted(set(self.source_move_id.mapped('name'))))[:200],
            'invoice_line_ids': [
                Command.create(vals) for charge in self for vals in charge._prepare_lines()],
        }

    def _invoice_contact(self):
        """Whom the invoice is sent to: where the newest of the invoices that were paid late was."""
        newest = self.source_move_id.sorted('invoice_date')[-1:]
        return newest.partner_id or self.partner_id

    def _prepare_lines(self):
        """The lines of this charge: one, or one for each combination of taxes."""
        account = self.company_id._ar_interest_account(self.kind)
        parts = self._tax_parts(account)
        shares = rounding.split(
            self.amount_due, [weight for __, weight in parts], self.currency_id.decimal_places)
        for (taxes, __), share in zip(parts, shares, strict=True):
            yield {
                'name': self._line_name(), 'quantity': 1, 'account_id': account.id,
                'price_unit': self._price_within(share, taxes), 'discount': 0.0,
                'tax_ids': [Command.set(taxes.ids)], 'ar_interest_charge_id': self.id,
            }

    def _tax_parts(self, account):
        """Which taxes this charge bears, and on which part of it: [(`account.tax`, weight)]."""
        taxes = self.env['account.tax']
        if self.policy_id.tax_mode == 'account':
            return [(account.tax_ids, 1.0)]
        weights = defaultdict(float)
        if self.policy_id.tax_mode == 'source':
            for line in self.source_move_id.invoice_line_ids:
                if line.display_type == 'product' and line.price_total > 0:
                    weights[line.tax_ids] += line.price_total
        return list(weights.items()) or [(taxes, 1.0)]

    def _price_within(self, amount, taxes):
        """The unit price with which a line comes to an amount: taxes are contained in it, where
        the policy says so, whatever kind of taxes they are."""
        if self.policy_id.tax_mode != 'source' or not taxes:
            return amount
        details = taxes._get_tax_details(
            amount, 1.0, precision_rounding=self.currency_id.rounding,
            rounding_method='round_globally', special_mode='total_included')
        return details['total_excluded'] + sum(
            data['tax_amount'] for data in details['taxes_data'] if data['tax'].price_include)

    def _line_name(self):
        """What the customer reads, in the language of the environment."""
        number = self.source_move_id.name or ""
        if self.kind == 'notice':
            return self.env._("Reminder fee")
        if self.kind == 'fee':
            return self.env._("Fixed sum for the costs of recovery, %s", number)
        rates = {self._rate_words(span): None for span in self.basis or ()}
        return self.env._(
            "Late payment interest on %(invoice)s, %(first)s – %(last)s, %(days)s days, %(rate)s",
            invoice=number, first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to), days=self.days, rate=" / ".join(rates))

    # === CRON === #

    @api.model
    def _post_due(self, companies, today):
        """Invoice by itself what the policies say: once a month, and once the principal is paid;
        let go of what they say to let go. Nothing while a payment of the customer waits to be
        matched: it may settle the invoice as of an earlier day.

        :param companies: `res.company`, those where dunning is on are looked at.
        """
        steps = self._claimable(companies).grouped(lambda charge: charge._next_step(today))
        steps.get('drop', self.browse())._let_go(rule=self.env._("Principal paid"))
        for charges in steps.get('post', self.browse()).grouped(
                lambda charge: (charge.account_id, charge.currency_id)).values():
            if charges._is_enough():
                charges._post()
                self.env['ar.credit.account']._commit_chunk()

    @api.model
    def _claimable(self, companies):
        """The memos that may be invoiced or let go by rule: of companies where dunning is on, at
        rates that somebody has verified."""
        live = companies.filtered(lambda company: company._ar_position('dunning') == 'on')
        memos = self.search([
            ('company_id', 'in', live.ids), ('state', '=', 'memo'), ('mode', '!=', 'threat'),
            ('amount_due', '>', 0), ('unknown_days', 'in', (0, False)),
            ('unverified_days', 'in', (0, False)),
            '|', ('request_id', '=', False), ('request_state', '!=', 'waiting')])
        busy = memos._accounts_in_credit()
        return memos.filtered(lambda charge: charge.account_id.id not in busy)

    def _next_step(self, today):
        """What the policy says to do with a memo now: `post`, `drop` or None.

        A memo that began in an earlier month is invoiced, however many nights were missed.
        """
        if self.is_settled:
            return {'post': 'post', 'drop': 'drop'}.get(self.policy_id.when_paid)
        begun = self.date_from and self.date_from < today.replace(day=1)
        return 'post' if self.mode == 'post' and begun else None

    def _is_enough(self):
        """Whether these charges of one customer come to the least amount of their policies."""
        today = fields.Date.context_today(self)
        for policy in self.policy_id:
            total = sum(
                charge.currency_id._convert(
                    charge.amount_due, policy.currency_id, charge.company_id, today)
                for charge in self)
            if policy.currency_id.compare_amounts(total, policy.minimum) < 0:
                return False
        return True

    def _accounts_in_credit(self):
        """Ids of those accounts that have a payment or credit note which is not matched yet."""
        credits = self.env['ar.open.item'].sudo().search([
            ('credit_account_id', 'in', self.account_id.ids), ('amount_residual', '<', 0)])
        return set(credits.credit_account_id.ids)
