from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class ArCreditRequest(models.Model):
    """Discounts offered on open invoices, above a company's threshold, as a type of request."""
    _inherit = 'ar.credit.request'

    type = fields.Selection(
        selection_add=[('incentive', "Early Payment Offer")], ondelete={'incentive': 'cascade'})

    # === BUSINESS === #

    def _incentive_offers(self):
        """The offers that these requests are about; those of other types have none."""
        return self.env['ar.incentive.offer'].browse(
            offer_id for request in self if request.type == 'incentive' and request.values
            for offer_id in request.values['offer_ids']).exists()

    @api.model
    def _prepare_incentive(self, account, values):
        """At stake is what the customer keeps.

        :raise UserError: when there is nothing to decide on.
        """
        offers = self.env['ar.incentive.offer'].browse(values['offer_ids']).exists()
        waiting = offers.filtered(
            lambda offer: offer.state == 'waiting' and offer.account_id == account)
        if not waiting or waiting != offers:
            raise UserError(self.env._("There is no offer of this customer to decide on."))
        return values, account.currency_id.round(offers._at_stake())

    def _apply_incentive(self):
        self._incentive_offers()._open()

    def _finish(self, state, how, comment=None):
        # EXTENDS credit: what is not approved is not offered
        result = super()._finish(state, how, comment)
        if state != 'approved':
            self.sudo()._drop_offers()
        return result

    def _drop_offers(self):
        self._incentive_offers().filtered(
            lambda offer: offer.state == 'waiting').state = 'refused'

    def _summary_text(self):
        # EXTENDS credit
        offers = self._incentive_offers() if self.type == 'incentive' else None
        if not offers:
            return super()._summary_text()
        return self.env._(
            "%(count)s invoices, discount %(discount)s, until %(day)s",
            count=len(offers), day=format_date(self.env, max(offers.mapped('date_last'))),
            discount=formatLang(self.env, self.amount, currency_obj=self.currency_id))
