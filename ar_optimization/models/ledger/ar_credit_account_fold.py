from odoo import api, models

from ...tools import fold


class ArCreditAccount(models.Model):
    """Two customers become one: so do their credit accounts, company by company, and the stricter
    terms win. What the accounts did before stays in the log under their old ids."""
    _inherit = 'ar.credit.account'

    @api.model
    def _fold_partners(self, partners, target):
        """Bring the credit accounts of customers to another one, before they are merged into it.

        :param partners: customers that will be gone, in all companies.
        :param target: `res.partner` that stays, perhaps a contact of its commercial entity.
        """
        entity = target.sudo().commercial_partner_id
        accounts = self.sudo().with_context(active_test=False).search(
            [('partner_id', 'in', partners.ids)], order='id')
        for account in accounts:
            kept = entity._ar_account(account.company_id)
            if kept:
                account._fold_into(kept)
            else:
                account._move_to(entity)

    def _fold_into(self, target):
        """Fold accounts of one company into another one and delete them: the stricter terms win,
        history moves along, temporary limits end.

        :param target: the account that stays.
        """
        target.ensure_one()
        values = target._fold_values(self)
        before = target._fold_image(values)
        target.write(values)
        after = target._fold_image(values)
        changed = [name for name in values if before[name] != after[name]]
        self._fold_history(target)
        self.env['ar.event']._log(
            'account.folded', target, rule=self.env._("One customer has one credit account"),
            before={target.id: {name: before[name] for name in changed}},
            after={target.id: {name: after[name] for name in changed}},
            numbers={target.id: {'accounts': self.ids, 'partners': self.partner_id.ids}})
        self.unlink()

    @api.model
    def _split_off(self, former, partner):
        """Give a customer who leaves a company the credit terms of that company: nobody sheds a
        limit or a block by leaving.

        :param former: the commercial entity that the customer belonged to.
        :param partner: the customer, now a commercial entity of its own.
        """
        accounts = self.sudo().with_context(active_test=False)
        for source in accounts.search([('partner_id', '=', former.id)]):
            target = accounts._account_for(partner.sudo(), source.company_id)
            terms = fold.fold(target._terms_to_fold(), [source._terms_to_fold()])
            if terms == target._terms_to_fold():
                continue
            values = {
                'credit_mode': terms.mode, 'credit_limit': terms.limit, 'status': terms.status}
            before = target._fold_image(values)
            target.write(values)
            self.env['ar.event']._log(
                'account.split', target,
                rule=self.env._("Whoever leaves a company keeps its credit terms"),
                before={target.id: before}, after={target.id: target._fold_image(values)},
                numbers={target.id: {'accounts': source.ids}})

    def _fold_values(self, sources):
        """Hook: the values of this account once it stands for the sources, too. Rooms add what
        their own fields become; figures that are computed again are emptied.

        :param sources: accounts of the same company that will be gone.
        :return: dict of values to write.
        """
        self.ensure_one()
        terms = fold.fold(self._terms_to_fold(), [each._terms_to_fold() for each in sources])
        return {
            'credit_mode': terms.mode,
            'credit_limit': terms.limit,
            'status': terms.status,
            'temporary_limit': 0.0,
            'temporary_limit_from': False,
            'temporary_limit_to': False,
            'active': any((self | sources).mapped('active')),
        }

    def _fold_image(self, names):
        return self.env['ar.event']._image(self, names)

    def _terms_to_fold(self):
        return fold.Terms(self.credit_mode, self.credit_limit, self.status)

    def _fold_history(self, target):
        """Hook: point everything that belongs to these accounts to another one. Rooms whose rows
        are unique per account join them first, as core's SQL would fail on them or drop them.

        :param target: the account that stays.
        """
        for source in self:
            self.env['ar.snapshot']._fold_accounts(source, target)
        merge = self.env['base.partner.merge.automatic.wizard']
        merge._update_foreign_keys_generic(self._name, self, target)
        merge._update_reference_fields_generic(self._name, self, target)
        self.env.invalidate_all()

    # === HISTORY === #

    def action_open_history(self):
        """What the event log says about this customer in this company, also under the accounts
        and customers that were folded into this one."""
        self.ensure_one()
        accounts, partners = self._folded_ids()
        action = self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_event_action')
        return {
            **action,
            'name': self.env._("History of %s", self.partner_id.display_name),
            'domain': [
                ('company_id', '=', self.company_id.id),
                '|', ('partner_id', 'in', sorted(partners)),
                '&', ('res_model', '=', self._name), ('res_id', 'in', sorted(accounts)),
            ],
        }

    def _folded_ids(self):
        """Ids of this account and its customer, and of all that became part of them."""
        accounts, partners, new = {self.id}, {self.partner_id.id}, {self.id}
        while new:
            events = self.env['ar.event'].sudo().search([
                ('kind', '=', 'account.folded'), ('res_model', '=', self._name),
                ('res_id', 'in', sorted(new)),
            ])
            new = {each for event in events for each in event.numbers['accounts']} - accounts
            accounts |= new
            partners |= {each for event in events for each in event.numbers['partners']}
        return accounts, partners
