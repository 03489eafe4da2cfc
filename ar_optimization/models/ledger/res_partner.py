from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = 'res.partner'

    ar_account_ids = fields.One2many('ar.credit.account', 'partner_id', string="Credit Accounts")

    def write(self, vals):
        # EXTENDS 'base': whoever becomes part of another company brings its credit account along,
        # and whoever leaves one takes its terms along.
        moving = self if {'parent_id', 'is_company', 'company_type'} & vals.keys() else self[:0]
        entities = {partner: partner.commercial_partner_id for partner in moving}
        result = super().write(vals)
        if moving:
            self._ar_follow_commercial_entity(moving)
        for partner, former in entities.items():
            if partner.commercial_partner_id == partner != former:
                self.env['ar.credit.account']._split_off(former, partner)
        return result

    def unlink(self):
        # EXTENDS 'base': an account that came by itself goes with a customer who never was one;
        # where somebody decided on it, or it has figures, the customer stays.
        accounts = self.env['ar.credit.account'].sudo().with_context(active_test=False).search(
            [('partner_id', 'in', self.ids)])
        untouched = accounts - accounts._decided_by_people()
        self.env['ar.event']._log(
            'account.deleted', untouched, rule=self.env._("Deleted with its customer"))
        untouched.unlink()
        return super().unlink()

    def _ar_account(self, company):
        """The credit account of these partners' commercial entities in a company (may be empty).

        :param company: `res.company`, never taken from the user.
        """
        return self.env['ar.credit.account'].with_context(active_test=False).search([
            ('partner_id', 'in', self.commercial_partner_id.ids), ('company_id', '=', company.id),
        ])

    @api.model
    def _ar_follow_commercial_entity(self, partners=None):
        """Move credit accounts to the commercial entity their customer belongs to by now.

        Where the entity has an account already, both are folded into one: the stricter terms win.

        :param partners: customers to look at; None means all (what raw SQL and imports left).
        """
        self.flush_model(['commercial_partner_id'])
        accounts = self.env['ar.credit.account'].sudo()
        rows = self.env.execute_query(SQL(
            """
            SELECT account.id
              FROM ar_credit_account account
              JOIN res_partner partner ON partner.id = account.partner_id
             WHERE partner.commercial_partner_id <> partner.id AND %s
            """,
            SQL("partner.id IN %s", tuple(partners.ids)) if partners else SQL("TRUE"),
        ))
        for account in accounts.browse(account_id for account_id, in rows):
            entity = account.partner_id.commercial_partner_id
            if target := entity._ar_account(account.company_id):
                account._fold_into(target)
            else:
                account._move_to(entity)
