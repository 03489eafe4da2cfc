from math import inf, isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Which field of the form holds which value of the account, type by type. The form's fields are
# shared: `new_limit` is the limit of one type and the temporary limit of another.
FORM_VALUES = {
    'limit': {'credit_mode': 'new_mode', 'credit_limit': 'new_limit'},
    'temporary_limit': {
        'temporary_limit': 'new_limit', 'temporary_limit_from': 'date_from',
        'temporary_limit_to': 'date_to'},
    'tier_override': {
        'tier_override_id': 'new_tier_id', 'tier_override_until': 'date_to',
        'tier_override_reason': 'reason'},
    'terms': {'granted_term_id': 'new_term_id', 'granted_term_until': 'date_to'},
    'status': {'status': 'new_status'},
    'shared_limit': {'group_id': 'new_group_id'},
}
# Types whose values may be a record and what is written on it, see `_prepare_document`.
DOCUMENT_TYPES = ('shared_limit', 'cover', 'policy')
# From the mildest to the gravest.
STATUSES = ('open', 'watch', 'hold', 'blocked', 'agency', 'legal')


class ArCreditRequest(models.Model):
    """What each type of request asks for, how much is at stake, and how it is done.

    `_prepare_<type>(account, values)` returns the values complete and checked, as JSON, and the
    amount in company currency (`math.inf` for unlimited credit); it raises for what cannot be.
    `_apply_<type>()` runs with all rights after the decision, on all requests of the type.
    `_refused_<type>()`, `_cancelled_<type>()` and `_expired_<type>()` may draw the consequences of
    another end. `_parties_<type>()` gives who has a part in it and therefore decides on nothing.
    """
    _inherit = 'ar.credit.request'

    # === VALUES === #

    def _form_values(self):
        """What the form says, under the names of the account's fields, as JSON values."""
        if self.new_values:
            return {name: self.new_values.get(name) for name in ('model', 'id', 'vals')}
        event = self.env['ar.event']
        return {
            name: event._json_value(self, field)
            for name, field in FORM_VALUES.get(self.type, {}).items()}

    @api.model
    def _to_form(self, kind, values):
        """The form's fields for values given by code."""
        return {
            field: values[name] for name, field in FORM_VALUES.get(kind, {}).items()
            if name in values and field != 'reason'}

    def _about(self, kind, model, name):
        """The records that requests of a type are about, as far as they are still there; those of
        other types have none.

        :param str name: of the value that holds the id of the record.
        """
        return self.env[model].browse(
            request.values[name] for request in self
            if request.type == kind and request.values).exists()

    @api.model
    def _prepare(self, kind, account, values):
        """Check what is asked for. Values that are left out stay as they are.

        :return: (values as JSON, amount at stake in company currency).
        :raise UserError: for a type that nobody knows; ValidationError for impossible values.
        """
        account = account.sudo()  # whoever asks need not see it
        prepare = getattr(self.sudo(), f'_prepare_{kind}', None)
        if not prepare or ('vals' in values and kind not in DOCUMENT_TYPES):
            raise UserError(self.env._("Nobody knows how to decide on this kind of request."))
        present = self.env['ar.event']._image(account, FORM_VALUES.get(kind, ()))
        return prepare(account, {**present, **values})

    @api.model
    def _stake(self, account):
        """What the customer may come to owe as things stand: its limit, or what it owes if that
        is more. `math.inf` for unlimited credit that nobody has limited."""
        account = account.sudo()
        if account.credit_mode == 'unlimited':
            return inf
        return max(account.credit_limit if account.credit_mode == 'limit' else 0.0,
                   account.effective_limit, account.exposure, 0.0)

    @api.model
    def _check_amount(self, amount):
        if not isfinite(amount or 0.0) or (amount or 0.0) < 0:
            raise ValidationError(self.env._("An amount cannot be negative."))

    @api.model
    def _check_last_day(self, day):
        if fields.Date.to_date(day) < fields.Date.context_today(self):
            raise ValidationError(self.env._("The last day is past."))

    # === CREDIT LIMIT === #

    @api.model
    def _prepare_limit(self, account, values):
        self._check_amount(values['credit_limit'])
        mode = values['credit_mode']
        if mode != 'limit':
            values = {**values, 'credit_limit': 0.0}
        return values, inf if mode == 'unlimited' else values['credit_limit']

    def _apply_limit(self):
        names = ('credit_mode', 'credit_limit')
        event, accounts = self.env['ar.event'], self.account_id
        accounts._change_limits({
            request.account_id.id: {
                'before': event._image(request.account_id, names),
                'after': {name: request.values[name] for name in names},
                'numbers': request.account_id.limit_basis or None,
            } for request in self
        }, rule=self.env._("Request approved"))
        accounts._after_decision(names)

    # === TEMPORARY LIMIT === #

    @api.model
    def _prepare_temporary_limit(self, account, values):
        self._check_amount(values['temporary_limit'])
        if not values['temporary_limit']:  # it ends
            return {**values, 'temporary_limit': 0.0, 'temporary_limit_from': False,
                    'temporary_limit_to': False}, 0.0
        if not values['temporary_limit_to']:
            raise ValidationError(self.env._("A temporary limit needs its last day."))
        if account.credit_mode != 'limit':
            raise ValidationError(self.env._(
                "A temporary limit stands in for a limit: this customer has none."))
        self._check_last_day(values['temporary_limit_to'])
        return values, values['temporary_limit']

    def _apply_temporary_limit(self):
        self._write_values()

    # === TIER === #

    @api.model
    def _prepare_tier_override(self, account, values):
        tier = self.env['ar.credit.tier'].browse(values['tier_override_id'] or ()).exists()
        if not tier:  # the rules decide again
            return dict.fromkeys(values, False), self._stake(account)
        if not (values['tier_override_until'] and (values['tier_override_reason'] or '').strip()):
            raise ValidationError(self.env._("A tier set by hand needs a reason and an end date."))
        self._check_last_day(values['tier_override_until'])
        # A tier that stops no order is as good as no limit.
        open_end = tier.credit_mode == 'unlimited' or tier.order_control in ('none', 'warn')
        return values, inf if open_end else max(
            self._stake(account), self._limit_under(account, tier))

    @api.model
    def _limit_under(self, account, tier):
        """The limit that a tier would give, in company currency; `math.inf` for unlimited credit.
        """
        outcome = account._preview_limits(tier, fields.Date.context_today(self))[account]
        if not outcome:
            return 0.0
        return inf if outcome.mode == 'unlimited' else outcome.limit or 0.0

    def _apply_tier_override(self):
        self._write_values()

    # === PAYMENT TERM === #

    @api.model
    def _prepare_terms(self, account, values):
        if not values['granted_term_id']:
            values = {**values, 'granted_term_until': False}
        elif values['granted_term_until']:
            self._check_last_day(values['granted_term_until'])
        return values, self._stake(account)

    def _apply_terms(self):
        self._write_values()

    # === STATUS === #

    @api.model
    def _prepare_status(self, account, values):
        if values['status'] not in STATUSES:
            raise ValidationError(self.env._("Say which status."))
        graver = STATUSES.index(values['status']) >= STATUSES.index(account.status)
        return values, 0.0 if graver else self._stake(account)

    def _apply_status(self):
        self._write_values()

    # === SHARED LIMIT === #

    @api.model
    def _prepare_shared_limit(self, account, values):
        """Of a customer its membership, without customer the terms that the members share."""
        if 'model' in values:
            return self._prepare_document('shared_limit', values)
        wanted = self.env['ar.credit.group'].browse(values['group_id'] or ()).exists()
        freed = account.group_id and account.group_id != wanted  # joining only makes it stricter
        return {'group_id': wanted.id}, self._stake(account) if freed else 0.0

    def _apply_shared_limit(self):
        documents = self.filtered('res_model')
        documents._apply_document()
        (self - documents)._write_values()

    def _write_values(self):
        """Write what was asked for on the accounts, which log it."""
        for request in self:
            request.account_id.write(request.values)
