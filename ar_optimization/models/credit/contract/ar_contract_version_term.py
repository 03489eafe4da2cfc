from odoo import api, fields, models
from odoo.tools import format_date

# What of a line of a payment term says when how much is due.
INSTALMENT = ('value', 'value_amount', 'delay_type', 'nb_days', 'days_next_month')


class ArContractVersion(models.Model):
    """The payment term as it was when a version was submitted. Everybody may edit a term of Odoo,
    and invoices are made by it as it is: a version keeps what was agreed, and says when the term
    was made another one since."""
    _inherit = 'ar.contract.version'

    agreed_lines = fields.Json(readonly=True, copy=False)  # instalments of the term, see INSTALMENT
    term_changed_on = fields.Datetime(
        readonly=True, copy=False, help="Since then the payment term is another than was agreed.")

    term_warning = fields.Text(compute='_compute_term_warning')

    # === COMPUTE === #

    @api.depends('term_changed_on')
    @api.depends_context('lang')
    def _compute_term_warning(self):
        for version in self:
            version.term_warning = bool(version.term_changed_on) and self.env._(
                "Payment term “%(term)s” was edited on %(day)s. Agreed: %(agreed)s. Invoices are "
                "made by the term as it is now: agree on a change, or put the term right.",
                term=version.payment_term_id.name, agreed=version._instalment_words(),
                day=format_date(self.env, version.term_changed_on))

    def _instalment_words(self):
        """What was agreed to be due when, such as `100 % · 30 Days after invoice date`."""
        lines = self.env['account.payment.term.line']
        delays = dict(lines._fields['delay_type']._description_selection(self.env))
        return "; ".join(
            f"{amount:g}{' %' if value == 'percent' else ''} · {days} {delays[delay]}"
            for value, amount, delay, days, __ in self.agreed_lines or ())

    # === BUSINESS === #

    def _term_lines(self):
        """The instalments of the payment term as it is, as JSON values."""
        return [[line[name] for name in INSTALMENT] for line in self.payment_term_id.line_ids]

    def _freeze_term(self):
        """Keep what these versions say of payment as it is now."""
        for version in self.sudo():
            version.agreed_lines = version._term_lines()

    def _agreed_instalments(self):
        """The lines of the payment term that was agreed; a draft's are those of the term.

        :return: `account.payment.term.line`, not stored where the version keeps them.
        """
        lines = self.payment_term_id.line_ids
        if self.state == 'draft' or not self.agreed_lines:
            return lines
        return lines.browse().union(*(
            lines.new(dict(zip(INSTALMENT, values, strict=True))) for values in self.agreed_lines))

    def _note_other_term(self):
        """Take over that lines of payment terms have changed: say so in the log, and give whoever
        is responsible for the contract an activity, once."""
        now, contracts = self.env.cr.now(), self.env['ar.contract']
        today = fields.Date.context_today(self)
        for version in self:
            other = version._term_lines() != version.agreed_lines
            if other != bool(version.term_changed_on):
                version.term_changed_on = other and now
                contracts |= version.contract_id if other else contracts
        contracts = contracts.filtered(lambda contract: contract.term_changed_on)
        self.env['ar.event']._log('contract.term_changed', contracts, numbers={
            contract.id: {'number': contract.number, 'agreed': contract.agreed_lines}
            for contract in contracts})
        contracts.filtered(lambda contract: contract.state == 'active')._schedule(
            lambda contract: (today, contract.env._(
                "Contract %(contract)s: its payment term was edited, agree on a change or put it "
                "right", contract=contract.name)))
