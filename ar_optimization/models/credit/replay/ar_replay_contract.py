from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import models

from ....tools import settlement


class Agreed(NamedTuple):
    """What one version of a contract grants: limit in company currency (0: none), longest credit in
    days, the day from which it is signed (None: it is not; a version that needs no signature is
    signed from its first day)."""

    limit: float
    days: int
    signed_on: object


class Agreements(NamedTuple):
    """The contracts of one customer as they were known on each day."""

    spans: tuple
    versions: dict

    def on(self, day):
        """What was agreed for a day, None when nothing was."""
        span = self.spans and settlement.choose(self.spans, day)
        return self.versions[span.key] if span else None

    def unsigned(self, day):
        """Whether no signed contract was in force."""
        agreed = self.on(day)
        return not (agreed and agreed.signed_on and agreed.signed_on <= day)

    @property
    def days(self):
        """The days on which something of it changes."""
        ends = (span.end + timedelta(days=1) for span in self.spans if span.end)
        signed = (agreed.signed_on for agreed in self.versions.values() if agreed.signed_on)
        return {*(span.start for span in self.spans), *ends, *signed}


class ArReplay(models.Model):
    """What contracts granted on each day, under the rules of now and under the draft alike."""
    _inherit = 'ar.replay'

    # === BUSINESS === #

    def _agreements(self, accounts):
        """The contracts of some customers.

        A version counts from its first day, or from the day on which it was agreed or signed, when
        that was later: nobody knew of it before. The signature tells of contracts on paper that
        were entered afterwards.

        :return: {account: `Agreements`}
        """
        contracts = self.env['ar.contract'].sudo().with_context(active_test=False).search([
            ('account_id', 'in', accounts.ids)])
        spans, versions = defaultdict(list), defaultdict(dict)
        for span in contracts._spans():
            version = self.env['ar.contract.version'].sudo().browse(span.key)
            account = version.contract_id.account_id
            agreed = filter(None, (version.effective_on, version.signed_on))
            start = max(span.start, min(agreed, default=span.start))
            spans[account].append(span._replace(start=start))
            versions[account][span.key] = Agreed(
                version.credit_limit, version._longest_days() or 0,
                version.signed_on if version.needs_signature else start)
        return {
            account: Agreements(tuple(spans[account]), versions[account]) for account in spans}
