from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools import guard
from ...tools.chain import plain

# Only a credit manager changes these, and every change is logged under this kind.
DECIDED = {
    # An archived account is left out of tiers, reviews and worklists.
    'account.archived': ('active',),
    'group.member_changed': ('group_id',),
    'limit.changed': (
        'credit_mode', 'credit_limit',
        'temporary_limit', 'temporary_limit_from', 'temporary_limit_to',
    ),
    'status.changed': ('status',),
    'terms.changed': ('granted_term_id', 'granted_term_until'),
    'tier.overridden': ('tier_override_id', 'tier_override_until', 'tier_override_reason'),
}
# Nobody changes these by hand: they follow from the rules.
DERIVED = (
    'tier_id', 'tier_date', 'tier_basis', 'tier_earned_since', 'tier_earned_rank',
    'limit_tier_id', 'limit_date', 'next_review_date', 'limit_basis', 'projection',
    'proposal_state', 'proposal_origin', 'proposal_user_id', 'term_before_id',
    'is_newcomer',
)
# Whose account it is: a limit was given to one customer by one company.
OWNERS = ('partner_id', 'company_id')


class ArCreditAccount(models.Model):
    """Who may decide on an account, and the trace that every decision leaves."""
    _inherit = 'ar.credit.account'

    can_decide = fields.Boolean(compute='_compute_can_decide')

    # === COMPUTE === #

    @api.depends_context('uid')
    def _compute_can_decide(self):
        self.can_decide = self.env.user.has_group('ar_optimization.group_credit_manager')

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # Defaults from the context or of the user are values that somebody chose.
            vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
            for vals in vals_list:
                self._check_decider({
                    name for name in (*self._derived_names(), *sum(DECIDED.values(), ()))
                    if (vals.get(name) or False) != (self._own_default(name) or False)})
        return super().create(vals_list)

    @api.model
    def _own_default(self, name):
        """The default that the field itself has, whatever context or user say."""
        default = self._fields[name].default
        return default and default(self)

    def write(self, vals):
        self._check_decider(vals)
        self._check_owners(vals)
        before = self._decided_values(vals)
        result = super().write(vals)
        if before:
            self._log_decided(before)
            self._after_decision(vals)
        return result

    def unlink(self):
        if not self.env.su:
            self.check_access('unlink')
            # A new account would begin with unlimited credit: what was decided stays in the log.
            images = self._decided_values(sum(DECIDED.values(), ())).values()
            self.env['ar.event']._log('account.deleted', self, before={
                key: {name: value for image in images for name, value in image[key].items()}
                for key in self.ids})
        return super().unlink()

    @api.model
    def _derived_names(self):
        """Hook: the fields that nobody changes by hand. Rooms above add theirs.

        :return: tuple of names
        """
        return DERIVED

    def _check_decider(self, names):
        """Refuse a user who may not decide on these fields, whatever way the write came in.

        :param names: names of the fields to be written.
        """
        if self.env.su:
            return
        if derived := [name for name in self._derived_names() if name in names]:
            raise AccessError(self.env._(
                "%(field)s follows from the rules and cannot be changed by hand.",
                field=self._fields[derived[0]]._description_string(self.env)))
        decided = {name for group in DECIDED.values() for name in group}
        if decided & set(names) and not self.env.user.has_group(
                'ar_optimization.group_credit_manager'):
            raise AccessError(self.env._(
                "Only a credit manager changes limits, statuses and tiers, or archives accounts."))

    def _check_owners(self, vals):
        """Refuse to hand an account, with all that was decided on it, to somebody else."""
        for name in () if self.env.su else OWNERS:
            if name in vals and any(account[name].id != vals[name] for account in self):
                raise AccessError(self.env._(
                    "%(field)s follows from the rules and cannot be changed by hand.",
                    field=self._fields[name]._description_string(self.env)))

    # === BUSINESS === #

    def _decided_values(self, names):
        """The values, as events store them, of what is about to be decided.

        :return: {kind of event: {id: {field: value}}}
        """
        event = self.env['ar.event']
        return {
            kind: event._images(self, fields_of_kind)
            for kind, fields_of_kind in DECIDED.items() if set(fields_of_kind) & set(names)
        }

    def _log_decided(self, before):
        """Log what changed against `before`, as given by `_decided_values`."""
        names = [name for kind in before for name in DECIDED[kind]]
        after = self._decided_values(names)
        for kind, old_values in before.items():
            changed = {
                key: [name for name, old in old_values[key].items() if new[name] != old]
                for key, new in after[kind].items()
            }
            accounts = self.filtered(lambda account, changed=changed: changed[account.id])
            for end, group in accounts.grouped(
                    lambda account, kind=kind: account._end_of(kind)).items():
                self.env['ar.event']._log(
                    kind, group, expiry=end,
                    reason=group[:1].tier_override_reason if kind == 'tier.overridden' else None,
                    before={key: {name: old_values[key][name] for name in changed[key]}
                            for key in group.ids},
                    after={key: {name: after[kind][key][name] for name in changed[key]}
                           for key in group.ids},
                )

    def _end_of(self, kind):
        """The date on which a decision just made ends by itself, False when it does not."""
        if kind == 'limit.changed' and self.temporary_limit_to:
            return self.temporary_limit_to
        if kind == 'terms.changed':
            return self.granted_term_until
        return kind == 'tier.overridden' and self.tier_override_until

    def _after_decision(self, names):
        """Hook: draw the consequences of a person's decision at once.

        :param names: names of the fields written. The base does nothing.
        """

    def _standing(self):
        """Where the account stands, by its own terms, for the advice of `tools.guard`."""
        return guard.Standing(
            self.credit_mode, self.status, self.effective_limit, self.exposure,
            self.overdue_amount, self.worst_overdue_days)

    @api.model
    def _write_set(self, values_by_id, names):
        """Write different values on many accounts in one statement, without checks or chatter.

        :param values_by_id: {account id: {field: JSON value or date}}
        :param names: the stored fields to write.
        """
        if not values_by_id:
            return
        rows = [{'id': key, **{name: values.get(name) for name in names}}
                for key, values in values_by_id.items()]
        columns = {
            name: SQL(self._fields[name].column_type[1])  # pylint: disable=sql-injection
            for name in names
        }
        self.flush_model(names)
        self.env.cr.execute(SQL(
            """UPDATE ar_credit_account account
                  SET %(assignments)s, write_uid = %(uid)s, write_date = %(now)s
                 FROM jsonb_to_recordset(%(rows)s) AS fresh (id int, %(columns)s)
                WHERE account.id = fresh.id""",
            assignments=SQL(", ").join(
                SQL("%s = fresh.%s", SQL.identifier(name), SQL.identifier(name))
                for name in names),
            columns=SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), kind) for name, kind in columns.items()),
            rows=Json(plain(rows)), uid=self.env.uid, now=fields.Datetime.now(),
        ))
        self.invalidate_model()  # by id it would take longer than the statement
        partners = self.env['res.partner']
        partners.invalidate_model(list(partners._ar_credit_fields()))
