from math import inf

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from ...tools.chain import plain


class ArApprovalLocked(models.AbstractModel):
    """What else decides how much credit customers get: shared limits, covers, policies, tiers, the
    approval rules themselves. Where a company has locked its credit terms, what users change of it
    while it is in force becomes a request: approved at once where they may decide alone, else
    refused with the offer to ask for it. Drafts and archived records are changed freely; it is
    bringing them into force that is asked for."""
    _name = 'ar.approval.locked'
    _description = "Locked with the Credit Terms"

    # === HOOKS === #

    @api.model
    def _lock_kind(self):
        """The type of the requests."""
        return 'policy'

    @api.model
    def _locked_names(self):
        """Names of the fields that change only by request."""
        return frozenset()

    def _is_in_force(self):
        """Whether changes of the record have an effect."""
        return self.active

    def _lock_account(self):
        """The customer's account that it is about, if it is about one."""
        return self.env['ar.credit.account']

    def _lock_stake(self, vals):
        """How much is at stake when these values are written, in company currency.

        :param dict vals: as `write` takes them. The base: more than every amount.
        """
        return inf

    def _lock_parties(self):
        """Who has a part in it and therefore does not decide on it: `res.users`."""
        return self.env['res.users']

    def _apply_locked(self, vals):
        """Write what was approved, with all rights."""
        self.write(vals)

    # === BUSINESS === #

    def _lock_company(self, vals=None):
        """The company that has locked its terms and whose rules decide; empty without a lock.
        What all companies share is locked as soon as one of them is.

        :param dict vals: what is to be written: who brings a record into a locked company asks
            there.
        """
        locked = self._locked_companies(self.sudo().company_id)
        if not locked:
            locked = self._locked_companies(self._company_after(vals or {}))
        return (locked & self.env.company) or locked[:1]

    @api.model
    def _locked_companies(self, company):
        """Those that have locked their terms: of one company, or of all where it is empty. One
        that is archived locks nothing, whatever else the caller looks for."""
        every = company.with_context(active_test=True)
        return (company or every.search([('ar_lock_terms', '=', True)])).filtered('ar_lock_terms')

    def _company_after(self, vals):
        """The company of the record once these values are written; empty: of all."""
        company = self.sudo().company_id
        return company.browse(vals['company_id'] or ()) if 'company_id' in vals else company

    def _check_stays(self, vals):
        """Refuse to move what is in force into another company that has locked its terms: there
        nobody was asked."""
        here = self._locked_companies(self.sudo().company_id)
        if here and self._is_in_force() and (
                self._locked_companies(self._company_after(vals)) - here):
            raise UserError(self.env._(
                "%s is locked with the credit terms of two companies: archive it in the one, and "
                "make it anew in the other.", self.display_name))

    def _locked_by(self, vals):
        """Those of these records of which the user may not write these values by himself."""
        if self.env.su or not self._locked_names() & vals.keys():
            return self.browse()
        return self.filtered(lambda record: (
            record._is_in_force() or vals.get('active')) and record._lock_company(vals))

    def _unlocked(self, vals):
        """Those of these values that are not locked."""
        names = self._locked_names()
        return {name: value for name, value in vals.items() if name not in names}

    def _ask_for(self, vals):
        """Turn a user's change into requests that are approved at once.

        :param dict vals: as `write` takes them.
        :raise RedirectWarning: for what the user may not decide alone.
        """
        self.check_access('write')
        requests = self.env['ar.credit.request']
        for record in self:
            if not (wanted := record._wanted(vals)):
                continue
            record._check_stays(wanted)
            kind, account = self._lock_kind(), record._lock_account()
            values, amount = requests._prepare(kind, account, record._lock_values(wanted))
            if not record._may_decide_alone(account, amount, values):
                record._refuse_locked(values)
            record._submit_locked(values)
        self.invalidate_recordset()

    def _may_decide_alone(self, account, amount, values):
        user = self.env.user
        return user not in self._lock_parties() and self.env['ar.credit.request']._has_authority(
            user, self._lock_kind(), account, amount, values, self._lock_company(values['vals']))

    def _submit_locked(self, values):
        """Ask for values as `_lock_values` gave them.

        :return: the request.
        """
        return self.env['ar.credit.request']._submit(
            self._lock_kind(), self._lock_account(), values, self.env._("Changed by hand"),
            document=self, origin='write', company=self._lock_company(values['vals']))

    def _lock_values(self, vals):
        """The values of a request: a record, and what is to be written on it."""
        return {'model': self._name, 'id': self.id, 'vals': plain(vals)}

    def _wanted(self, vals):
        """Those of the locked values that are others than now."""
        event, names = self.env['ar.event'], self._locked_names() & vals.keys()
        return {
            name: vals[name] for name in names
            if (self._fields[name].type in ('one2many', 'many2many') and vals[name])
            or (plain(vals[name]) or False) != (event._json_value(self, name) or False)}

    def _lock_image(self):
        """All locked values as they are, rows of lists included, as JSON."""
        event, image = self.env['ar.event'], {}
        for name in sorted(self._locked_names()):
            if self._fields[name].type == 'one2many':
                image[name] = [row._row_image(self._fields[name]) for row in self[name]]
            else:
                image[name] = event._json_value(self, name)
        return image

    def _refuse_locked(self, values):
        """Refuse a change that the user may not decide alone, and offer to ask for it."""
        message = self.env._(
            "%s is locked with the credit terms. This change needs the decision of somebody else: "
            "ask for it.", self.display_name)
        if self.env.context.get('import_file'):  # only the wording: an import shows no button
            raise UserError(message)
        raise RedirectWarning(
            message, self.env.ref('ar_optimization.ar_credit_request_action_new').id,
            self.env._("Ask for It"), {
                'default_type': self._lock_kind(), 'default_new_values': values,
                'default_company_id': self._lock_company(values['vals']).id,
                'default_partner_id': self._lock_account().partner_id.id})

    # === NEW AND DELETED === #

    @api.model
    def _begin_archived(self, vals_list):
        """Values of new records, where terms are locked with those out of force that need a
        decision first.

        :return: (values, whether each waits for one)
        """
        companies = self.env['res.company'].sudo()
        if self.env.su or not companies.search_count([('ar_lock_terms', '=', True)], limit=1):
            return vals_list, [False] * len(vals_list)
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        waits = [
            bool(vals.get('active', True) and self.new({
                'company_id': vals.get('company_id')})._lock_company())
            for vals in vals_list]
        return [
            {**vals, 'active': False} if wait else vals
            for vals, wait in zip(vals_list, waits, strict=True)], waits

    def _ask_activation(self, waits):
        """Ask that new records come into force: at once where the user may decide that alone.

        :param waits: as `_begin_archived` gave them.
        """
        for record, wait in zip(self, waits, strict=True):
            if wait:
                record._submit_locked(record._lock_values({'active': True}))

    def _check_unlocked(self):
        """Refuse to delete what is in force, or to change a part of it past its whole."""
        if not self.env.su and any(
                record._is_in_force() and record._lock_company() for record in self):
            raise UserError(self.env._(
                "Credit terms are locked: %s changes by request only. Change it on its own form, "
                "or archive it.", self[:1].display_name))
