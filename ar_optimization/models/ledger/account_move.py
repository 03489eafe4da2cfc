from collections import defaultdict
from itertools import zip_longest

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

WATCHED = {'invoice_date_due', 'no_followup'}
NO_REASON = 'no reason'  # what an event says when code, RPC or an import gave none
ORIGINALS = {'original_terms', 'original_date_maturity'}


def refuse_originals(records, *vals_list):
    """Raise when values try to set what was kept at the first posting."""
    if any(not ORIGINALS.isdisjoint(vals) for vals in vals_list):
        raise UserError(records.env._(
            "The original due date is kept from the first posting and cannot be set."))


class AccountMove(models.Model):
    """Watch over due dates: what was agreed at first posting is kept, and who changes it later is
    written into the event log when the transaction ends, in one insert, however many there are.

    Context key `ar_reason`: the reason a person gave. Nothing gets round the watch.
    """
    _inherit = 'account.move'

    original_terms = fields.Json(
        copy=False, readonly=True,
        help="Terms of the first posting, kept when the entry is reset to draft.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        refuse_originals(self, *vals_list)
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS 'account'
        refuse_originals(self, vals)
        if not WATCHED.isdisjoint(vals):
            self._watch_due_dates()
        if 'state' not in vals:
            return super().write(vals)
        if vals['state'] != 'posted':
            for move in self._without_original_terms():
                terms = move._ar_terms(original=True)
                super(AccountMove, move).write({'original_terms': terms})
            return super().write(vals)
        again = self.filtered(lambda move: move.state != 'posted' and move.original_terms)
        res = super().write(vals)
        again._watch_due_dates(reposted=True)
        return res

    # === ORIGINALS === #

    def _without_original_terms(self):
        """The posted receivables whose terms must be kept before they go back to draft, where
        their receivable lines may be made anew."""
        return self.filtered(lambda move: (
            move.state == 'posted' and not move.original_terms and move._ar_receivable_lines()))

    def _ar_receivable_lines(self):
        return self.line_ids.filtered(
            lambda line: line.account_id.account_type == 'asset_receivable')

    def _original_dates_by_line(self, due_dates):
        """Give the original due dates to the instalments as they are now: the first to the first
        and so on; where there are more than there were, the others get the last original.

        :param due_dates: ISO dates of the first posting.
        :return: dict of line to date.
        """
        lines = self._ar_receivable_lines().sorted(lambda line: (line._ar_due_date(), line.id))
        dates = [fields.Date.to_date(text) for text in due_dates[:len(lines)]]
        return dict(zip_longest(lines, dates, fillvalue=dates[-1])) if lines else {}

    def _ar_terms(self, original=False):
        """What was agreed on when the customer pays, as JSON values.

        :param bool original: with the due dates of the first posting.
        """
        lines = self._ar_receivable_lines()
        return {
            'due_dates': sorted(
                fields.Date.to_string(line._ar_due_date(original=original)) for line in lines),
            'invoice_date_due': fields.Date.to_string(self.invoice_date_due) or None,
            'no_followup': any(lines.mapped('no_followup')),
            'invoice_payment_term_id': self.invoice_payment_term_id.id or None,
            'invoice_date': fields.Date.to_string(self.invoice_date) or None,
            'amount_total': self.amount_total,
        }

    def _ar_dates(self):
        """The due date of each instalment, {line id: ISO date}."""
        return {
            line.id: fields.Date.to_string(line._ar_due_date())
            for line in self._ar_receivable_lines()}

    # === WATCH === #

    def _watch_due_dates(self, reposted=False):
        """Remember the terms of posted receivables, to be compared when the transaction ends.

        :param bool reposted: compare with the first posting and record it in any case.
        """
        moves = self.filtered(lambda move: move.state == 'posted' and move._ar_receivable_lines())
        moves._ar_receivable_lines()._keep_original_date()
        moves = moves.filtered(lambda move: move.company_id._ar_position('ledger') != 'off')
        if not moves:
            return
        precommit = self.env.cr.precommit
        if 'ar_optimization.due_dates' not in precommit.data:
            precommit.add(self.browse()._log_due_dates)
        watched = precommit.data.setdefault('ar_optimization.due_dates', {})
        for move in moves:
            entry = watched.setdefault((self.env.uid, move.id), {
                'before': move._ar_terms(), 'dates': move._ar_dates()})
            entry['reason'] = self.env.context.get('ar_reason') or entry.get('reason')
            if reposted:
                entry.update(before=move.original_terms, reposted=True)

    @api.model
    def _log_due_dates(self):
        """Log what was changed in this transaction: one insert for every kind and reason."""
        self = self.with_env(self.env(context={}))  # no context key switches off the alert
        watched = self.env.cr.precommit.data.pop('ar_optimization.due_dates', {})
        batches = defaultdict(dict)
        for (uid, move_id), entry in watched.items():
            move = self.with_user(uid).sudo().browse(move_id).exists()
            change = move._due_date_change(entry) if move else None
            if change:
                kind, before, after = change
                batches[uid, kind, entry['reason']][move] = (
                    before, after, move._moved_instalments(entry))
        told = defaultdict(self.browse)
        for (uid, kind, reason), changes in batches.items():
            self._log_due_date_batch(uid, kind, reason, changes)
            for move, (before, *_rest) in changes.items():
                if before:
                    told[uid] |= move
        for uid, moves in told.items():
            moves._tell_credit_managers(uid)

    def _due_date_change(self, entry):
        """What differs from the remembered terms.

        :return: (kind, before, after) with the terms that differ, or None. A re-posting counts
            even when nothing differs.
        """
        was, now = entry['before'], self._ar_terms()
        names = [name for name in now if was.get(name) != now[name]]
        before = {name: was.get(name) for name in names}
        after = {name: now[name] for name in names}
        if entry.get('reposted'):
            return 'move.reposted', before, after
        if not names:
            return None
        if {'due_dates', 'invoice_date_due'}.isdisjoint(names):
            return 'no_followup.changed', before, after
        return 'due_date.changed', before, after

    def _moved_instalments(self, entry):
        """The instalments whose due date differs from the remembered one. Where they were made
        anew since, and where the first posting is what counts, they are compared by rank.

        :return: list of dicts `from`, `to`, and `amount_residual` in company currency.
        """
        now, was = self._ar_dates(), entry['dates']
        if entry.get('reposted') or was.keys() != now.keys():
            was = {line.id: fields.Date.to_string(day) for line, day
                   in self._original_dates_by_line(entry['before']['due_dates']).items()}
        return [
            {'from': was[line.id], 'to': now[line.id], 'amount_residual': line.amount_residual}
            for line in self._ar_receivable_lines() if was[line.id] != now[line.id]]

    @api.model
    def _log_due_date_batch(self, uid, kind, reason, changes):
        """One insert for all moves of a batch.

        :param changes: dict of move to (terms before, terms after, instalments that moved).
        """
        moves = self.browse([move.id for move in changes])
        self.env['ar.event'].with_user(uid)._log(
            kind, moves, reason=reason or NO_REASON, rule=self.env._("Due date watch"),
            before={move.id: before for move, (before, *_rest) in changes.items()},
            after={move.id: after for move, (_before, after, _moved) in changes.items()},
            numbers={
                move.id: {
                    'amount_residual': move.amount_residual, 'instalments': moved,
                    'original_due_dates': move._ar_terms(original=True)['due_dates'],
                } for move, (*_terms, moved) in changes.items()
            },
        )

    def _tell_credit_managers(self, uid):
        """One activity for the credit manager of each company that watches, about all its moves.

        Whoever is the credit manager is not told of what he did himself.
        """
        for company, moves in self.grouped('company_id').items():
            manager = company._ar_credit_manager()
            if company._ar_position('ledger') == 'on' and manager.id != uid:
                moves._schedule_due_date_activity(manager, self.env['res.users'].browse(uid))

    def _schedule_due_date_activity(self, manager, user):
        """Ask the credit manager to look at those of the changed terms that he may read."""
        self = self.with_user(manager)._filtered_access('read').with_env(self.env)
        if not self:
            return
        self = self.with_context(lang=manager.lang)
        links = Markup("<br/>").join(move._get_html_link() for move in self[:20])
        self[0].sudo().activity_schedule(
            'mail.mail_activity_data_warning', user_id=manager.id,
            summary=self.env._("One due date or term changed by %s", user.name)
            if len(self) == 1 else self.env._(
                "%(count)s due dates or terms changed by %(user)s",
                count=len(self), user=user.name),
            note=links + (Markup("<br/>…") if len(self) > 20 else ""),
        )

    # === ACTIONS === #

    def action_change_due_date(self):
        """Open the form that changes due dates and asks why."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Change Due Date"),
            'res_model': 'ar.due.date.change',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_move_id': self.id},
        }
