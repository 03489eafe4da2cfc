from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang


class ArCreditRequest(models.Model):
    """Handing a customer over to an agency as a type of request."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('placement', "Placement")], ondelete={'placement': 'cascade'})

    # === BUSINESS === #

    def _placements(self):
        """The cases that these requests are about; those of other types have none."""
        return self.env['ar.placement'].browse(
            request.values['placement_id'] for request in self
            if request.type == 'placement' and request.values).exists()

    @api.model
    def _prepare_placement(self, account, values):
        """At stake is what is handed over.

        :raise UserError: when there is nothing to decide on, or the agency cannot take it.
        """
        case = self.env['ar.placement'].browse(values['placement_id']).exists()
        if not case or case.account_id != account or case.state != 'waiting':
            raise UserError(self.env._("There is no placement of this customer to decide on."))
        case._check_can_go()
        return {'placement_id': case.id}, account.currency_id.round(case.open_amount)

    def _apply_placement(self):
        self._placements()._hand_over()

    def _finish(self, state, how, comment=None):
        # EXTENDS approval: what was not approved can be changed and asked for again
        result = super()._finish(state, how, comment)
        if state != 'approved':
            self.sudo()._placements()._withdraw()
        return result

    def _summary_text(self):
        # EXTENDS approval
        case = self._placements() if self.type == 'placement' else None
        if not case:
            return super()._summary_text()
        return self.env._(
            "%(agency)s: %(items)s items, %(amount)s", agency=case.agency_id.display_name,
            items=len(case.line_ids),
            amount=formatLang(self.env, self.amount, currency_obj=self.currency_id))
