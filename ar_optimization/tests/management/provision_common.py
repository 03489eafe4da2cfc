from odoo import Command

from ..common import ARCommon


class ProvisionCommon(ARCommon):
    """A company with the accounts of its allowance, an analyst who prepares and a manager who
    approves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.allowance = cls.income.copy({'name': "Allowance", 'account_type': 'asset_current'})
        cls.losses = cls.company_data['default_account_expense'].copy({'name': "Impairment"})
        cls.company.write({
            'ar_provision_account_id': cls.allowance.id,
            'ar_provision_expense_account_id': cls.losses.id})
        cls.analyst = cls.role_user('credit_analyst')
        cls.manager = cls.role_user('credit_manager')
        cls.partner = cls.customer()

    @classmethod
    def aged(cls, *balances, partner=None):
        """Invoices of these amounts in the buckets not due, 1-30, 31-60 and so on."""
        return [
            cls.invoice(partner or cls.partner, amount, -200, due=10 - 30 * place)
            for place, amount in enumerate(balances) if amount]

    @classmethod
    def matrix(cls, user=None, **vals):
        return cls.env['ar.provision.matrix'].with_user(user or cls.analyst).create({
            'company_id': cls.company.id, 'date': cls.today, 'segment_by': 'all',
            'forward_reason': "No change is expected", **vals})

    @classmethod
    def type_rates(cls, matrix, *rates):
        """Type rates in percent, by bucket."""
        for line in matrix.line_ids:
            rate = rates[line.bucket] if line.bucket < len(rates) else 0
            line.write({'typed_rate': rate, 'typed_source': "Study"})

    @classmethod
    def approved(cls, *rates, **vals):
        matrix = cls.matrix(**vals)
        cls.type_rates(matrix, *rates)
        matrix.with_user(cls.manager).action_approve()
        return matrix.with_user(cls.manager)

    @classmethod
    def post(cls, moves):
        """An accountant posts drafts."""
        moves.sudo().filtered(lambda move: move.state == 'draft').action_post()

    @classmethod
    def history(cls, months):
        """Five items of 100 a month, due on the 10th of the next one: two are paid in the month
        they fall due, two in the one after it, in which the fifth is written off."""
        cls.company.ar_bad_debt_account_id = cls.losses
        cls.cash = cls.bank_journal.default_account_id
        first = cls.today.replace(day=1)
        plan = []
        for back in range(months):
            day = cls.month(first, -back)
            items = cls._post_items([(day, 100, cls.month(day, 1, 10), cls.income)] * 5)
            ends = [(cls.month(day, 1, 20), cls.cash)] * 2 + [
                (cls.month(day, 2, 20), cls.cash)] * 2 + [(cls.month(day, 2, 25), cls.losses)]
            over = [(item, end, account) for item, (end, account) in zip(items, ends, strict=True)
                    if end <= cls.today]
            paid = cls._post_items([(end, -100, end, account) for _item, end, account in over])
            plan += [item | other for (item, *_rest), other in zip(over, paid, strict=True)]
        cls.env['account.move.line']._reconcile_plan(plan)

    @classmethod
    def split_entry(cls, *rows):
        """A posted entry of (account, balance) with the customer."""
        entry = cls.env['account.move'].create({
            'move_type': 'entry', 'journal_id': cls.bank_journal.id, 'date': cls.today,
            'line_ids': [Command.create({
                'account_id': account.id, 'balance': balance, 'partner_id': cls.partner.id})
                for account, balance in rows]})
        entry.action_post()
        return entry

    @classmethod
    def month(cls, day, months, number=None):
        place = day.year * 12 + day.month - 1 + months
        return day.replace(year=place // 12, month=place % 12 + 1, day=number or day.day)

    @classmethod
    def _post_items(cls, rows):
        """Receivable items of (day, amount, due, counter account), posted at once."""
        moves = cls.env['account.move'].create([
            {'move_type': 'entry', 'date': day, 'line_ids': [
                Command.create({'account_id': cls.receivable.id, 'balance': amount,
                                'partner_id': cls.partner.id, 'date_maturity': due}),
                Command.create({'account_id': account.id, 'balance': -amount})]}
            for day, amount, due, account in rows])
        moves._post(soft=False)
        return [cls.receivable_lines(move) for move in moves]
