from odoo import api, fields, models
from odoo.tools import LazyTranslate, format_date
from odoo.tools.misc import formatLang

from ....tools import cover as tool

_lt = LazyTranslate(__name__)

SHOWN = 20  # items of an explanation

WHY_NOT = {
    tool.EARLIER: _lt("invoiced before the first day of the cover"),
    tool.LATE_GOODS: _lt("sent after the last day to ship"),
    tool.LONG_TERM: _lt("terms longer than insured"),
    tool.TOO_LATE: _lt("falls due too late to be claimed before the cover ends"),
    tool.UNREPORTED: _lt("not reported in time"),
    tool.UNCLAIMED: _lt("not claimed in time"),
}


class ArCover(models.Model):
    """What a cover is worth today, and why."""
    _inherit = 'ar.cover'

    value_today = fields.Monetary(
        string="Worth Today", compute='_compute_worth', currency_field='company_currency_id',
        compute_sudo=True,
        help="The covered part of what is owed now and of orders, less the deductible: what is "
             "not at risk.")
    eligible_amount = fields.Monetary(
        string="Lies under It", compute='_compute_worth', currency_field='company_currency_id',
        compute_sudo=True,
        help="Open items and orders laid under this cover, up to its amount.")
    added_today = fields.Monetary(
        string="Adds to Limit", compute='_compute_worth', currency_field='company_currency_id',
        compute_sudo=True)
    has_room = fields.Boolean(
        string="Covers New Orders", compute='_compute_worth', compute_sudo=True)
    room_until = fields.Date(
        string="New Orders Until", compute='_compute_worth', compute_sudo=True,
        help="On later days new orders are not covered: goods may no longer be sent, or what they "
             "owe could not be claimed before the cover ends. Empty: no such day.")
    explanation = fields.Text(
        string="How It Comes About", compute='_compute_worth', compute_sudo=True)
    effect = fields.Selection(related='company_id.ar_cover_effect', related_sudo=True)

    # === COMPUTE === #

    @api.depends(
        'state', 'account_id', 'amount', 'currency_id', 'percent', 'deductible', 'date_start',
        'date_end', 'max_term_days', 'report_days', 'claim_days', 'stop_days', 'last_shipment',
        'covers_vat', 'covers_late_goods', 'covers_earlier', 'sequence', 'mark_ids.done_date')
    @api.depends_context('lang')
    def _compute_worth(self):
        accounts = self.account_id
        found = accounts._covers_worth(accounts.partner_id) if accounts else {}
        nothing = tool.Worth(0.0, 0.0, {}, 0.0, {}, False, None)
        for cover in self:
            worth = found.get(cover._origin.id, nothing)
            cover.value_today = worth.value
            cover.eligible_amount = sum(worth.taken.values()) + worth.ahead
            cover.added_today = worth.added
            cover.has_room = worth.room
            cover.room_until = worth.room_until
            cover.explanation = "\n".join(cover._explain(worth))

    # === BUSINESS === #

    @api.model
    def _counting(self, partners, today):
        """The covers that count on a day, in the order in which they are used.

        :param partners: customers; None means all.
        :param date today: the day. In a nightly run for a past day, covers made since stay out.
        """
        domain = [('state', 'in', ('active', 'called')), ('activated_on', '<=', today)]
        if partners is not None:
            domain.append(('partner_id', 'in', partners.ids))
        return self.sudo().search_fetch(domain)

    def _to_terms(self, today):
        """This cover for `tools.cover`, in company currency at the rate of the day."""
        self.ensure_one()
        company = self.company_id

        def convert(amount):
            return self.currency_id._convert(amount, company.currency_id, company, today)

        marks = self.mark_ids if self.report_days or self.claim_days else self.mark_ids.browse()
        done = {kind: {mark.line_id.id: mark.done_date for mark in marks
                       if mark.kind == kind} for kind in ('report', 'claim')}
        return tool.Terms(
            key=self.id, amount=convert(self.amount), percent=self.percent,
            deductible=convert(self.deductible), start=self.date_start, end=self.date_end or None,
            term_days=self.max_term_days, report_days=self.report_days,
            claim_days=self.claim_days, stop_days=self.stop_days,
            last_shipment=self.last_shipment or None, vat=self.covers_vat,
            late_goods=self.covers_late_goods, earlier=self.covers_earlier,
            room=self.state == 'active', reported=done['report'], claimed=done['claim'])

    def _explain(self, worth):
        """What makes the worth, one line per step, in the user's language."""
        lines = self.env['account.move.line'].browse([*worth.taken, *worth.refused])
        names = {line.id: self._item_name(line) for line in lines[:SHOWN]}
        for key, amount in worth.taken.items():
            if key in names:
                yield f"✓ {names[key]}: {self._money(amount)}"
        if worth.ahead:
            yield self.env._("✓ not invoiced yet: %s", self._money(worth.ahead))
        for key, why in worth.refused.items():
            if key in names:
                yield f"✗ {names[key]}: {self.env._(WHY_NOT[why])}"
        if len(lines) > SHOWN:
            yield self.env._("and %s more items", len(lines) - SHOWN)
        if worth.taken or worth.ahead:
            yield self._sum_line(worth)

    def _sum_line(self, worth):
        company = self.company_id
        deductible = self.currency_id._convert(
            self.deductible, company.currency_id, company, fields.Date.context_today(self))
        return self.env._(
            "%(percent)s %% of %(amount)s less %(deductible)s, at most what is at risk: %(value)s",
            percent=f"{self.percent:g}", deductible=self._money(deductible),
            amount=self._money(sum(worth.taken.values()) + worth.ahead),
            value=self._money(worth.value))

    def _item_name(self, line):
        due = format_date(self.env, line.date_maturity or line.date)
        return self.env._("%(document)s due %(day)s", document=line.move_name or "", day=due)

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.company_currency_id)
