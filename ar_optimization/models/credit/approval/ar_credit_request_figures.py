from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ....tools import approval
from ....tools.chain import plain

# What an approver looks at, as it was when asked and as it is now: fields of the account.
FIGURES = (
    'tier_id', 'score', 'status', 'credit_mode', 'effective_limit', 'exposure',
    'available_credit', 'overdue_amount', 'worst_overdue_days', 'on_time_ratio',
    'weighted_days_late', 'net_sales',
)
PERCENT = ('on_time_ratio',)
LIMITED = ('effective_limit', 'available_credit')


class ArCreditRequest(models.Model):
    """The figures a decision looks at: frozen when it was asked for, beside those of today."""
    _inherit = 'ar.credit.request'

    figures = fields.Json(readonly=True, copy=False)
    figures_table = fields.Html(
        string="Figures Then and Now", compute='_compute_figures_table', sanitize=False,
        compute_sudo=True)
    summary = fields.Char(string="What", compute='_compute_summary', compute_sudo=True)

    # === COMPUTE === #

    @api.depends('figures', 'account_id')
    @api.depends_context('lang')
    def _compute_figures_table(self):
        for request in self:
            # What is stored: over RPC a form may name the account of any customer.
            stored = request._origin
            rows = stored._figure_rows() if stored.account_id else ()
            request.figures_table = rows and Markup(
                '<table class="table table-sm mb-0"><thead><tr><th/><th class="text-end">%s</th>'
                '<th class="text-end">%s</th></tr></thead><tbody>%s</tbody></table>'
            ) % (self.env._("When asked"), self.env._("Now"), Markup().join(rows))

    def _figure_rows(self):
        """One table row per figure; what changed since is bold."""
        then, now = self.figures or {}, self._figures_now()
        for name in FIGURES:
            label = self.account_id._fields[name]._description_string(self.env)
            old = self._readable_figure(name, then[name], then) if name in then else ""
            new = self._readable_figure(name, now[name], now)
            yield Markup('<tr><td>%s</td><td class="text-end">%s</td><td class="text-end%s">%s</td>'
                         '</tr>') % (label, old, " fw-bold" if old and old != new else "", new)

    def _readable_figure(self, name, value, others=()):
        """A figure of the account as a person reads it.

        :param others: the figures it stands among: without a limit, two of them mean nothing.
        """
        field = self.env['ar.credit.account']._fields[name]
        if name in LIMITED and others and others.get('credit_mode') == 'unlimited':
            return "–"
        if field.type == 'monetary':
            return formatLang(self.env, value or 0.0, currency_obj=self.currency_id)
        if name in PERCENT and value is not None:
            return f"{100 * value:.0f} %"
        return self.env['ar.event']._readable(field, value)

    @api.depends('type', 'values', 'before', 'new_mode', 'new_limit', 'new_tier_id', 'new_term_id',
                 'new_status', 'date_to')
    @api.depends_context('lang')
    def _compute_summary(self):
        for request in self:
            stored = request._origin
            request.summary = stored._summary_text() if stored else request._form_summary()

    def _form_summary(self):
        """What a form asks for about a record, before it is saved: for who may change that record.
        Over RPC a form may name any."""
        values = self.new_values
        if not self._is_of_document(values):
            return False
        record = self._locked_record(values).with_user(self.env.user)
        return record.has_access('write') and self._document_summary(values, {})

    def _summary_text(self):
        """What is asked for in one line, e.g. `Credit Limit: 1,000 → 2,500`."""
        values = self.values if self.state != 'draft' else self._form_values()
        before = self.before or {}
        if self._is_of_document(values):
            return self._document_summary(values, before)
        return "; ".join(
            self._change_text(name, before.get(name), value)
            for name, value in (values or {}).items()
            if name in self.env['ar.credit.account']._fields and self._is_told(name, value, before))

    @api.model
    def _is_told(self, name, value, before):
        """Dates that are empty, and a mode that stays or that the limit implies, say nothing."""
        if name == 'tier_override_reason' or (not value and not before.get(name)):
            return False
        return name != 'credit_mode' or value != 'limit' or before.get(name) not in (None, value)

    def _change_text(self, name, old, new):
        label = self.env['ar.credit.account']._fields[name]._description_string(self.env)
        shown = [self._readable_figure(name, each) for each in (old, new)]
        if old in (None, False) or shown[0] == shown[1]:
            return f"{label}: {shown[1]}"
        return f"{label}: {shown[0]} → {shown[1]}"

    # === BUSINESS === #

    def _figures_now(self):
        """The figures of the account as JSON values."""
        account = self.account_id.sudo()
        if not account:
            return {}
        return plain({
            name: account._fields[name].convert_to_write(account[name], account)
            for name in FIGURES})

    @api.model
    def _facts(self, account, values, last):
        """What the fast path looks at, for `tools.approval`.

        :param datetime last: when a rule let the same kind of request pass, None: never.
        """
        raised, present, wanted = None, account.credit_limit, values.get('credit_limit')
        comparable = account.credit_mode == values.get('credit_mode') == 'limit'
        if comparable and present and wanted is not None:
            raised = (wanted - present) / present * 100
        days = (fields.Datetime.now() - last).days if last else None
        return approval.Facts(
            account.score or None, int(account.worst_overdue_days or 0), raised, days)

    @api.model
    def _last_fast(self, accounts):
        """When a rule let requests of these accounts pass the last time.

        :return: {(account id, type): datetime}
        """
        rows = self.sudo()._read_group(
            [('account_id', 'in', accounts.ids), ('decided_how', '=', 'rule')],
            ['account_id', 'type'], ['date_decided:max'])
        return {(account.id, kind): last for account, kind, last in rows}
