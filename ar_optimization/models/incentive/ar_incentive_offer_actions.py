from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

OFFER_MAIL = 'ar_optimization.mail_template_incentive_offer'


class ArIncentiveOffer(models.Model):
    """What people do with offers: make, approve, withdraw, give up a claim."""
    _inherit = 'ar.incentive.offer'

    # === ACTIONS === #

    def action_offer(self):
        """Make prepared offers: those of a customer whose discounts together are above the
        company's threshold are asked for, the others count at once and are mailed."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        prepared = self.filtered(lambda offer: offer.state == 'draft')
        if not prepared:
            raise UserError(self.env._("There is nothing prepared among these offers."))
        prepared.company_id._ar_check_incentives_on()
        asked = self.env['ar.credit.request']
        for offers in prepared.sudo().grouped(
                lambda offer: (offer.company_id, offer.partner_id)).values():
            if offers._needs_approval():
                asked |= offers._ask()
            else:
                offers._open()
        waiting = asked.filtered(lambda request: request.state == 'waiting')
        if waiting:
            return waiting._notify_waiting()
        return self.env['ar.event']._notify(self.env._("%s offers made.", len(prepared)))

    def action_cancel(self):
        """Withdraw offers that nobody has earned. A customer was told of an open one: who withdraws
        it has to tell him. What waits for a decision is taken back by its request."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        if self.filtered(lambda offer: offer.state not in ('draft', 'open')
                         or offer.taken_amount):
            raise UserError(self.env._("Only offers that nobody has earned can be withdrawn."))
        if self.filtered(lambda offer: offer.state != 'draft'):
            self.env.user._ar_check_role('credit_manager')
        self.sudo()._withdraw()

    def action_waive(self):
        """Give up a claim: the discount is granted although it was deducted too late."""
        self.env.user._ar_check_role('credit_manager')
        self.check_access('read')
        if self.filtered(lambda offer: offer.claim_state != 'open'):
            raise UserError(self.env._("Only open claims can be given up."))
        self.company_id._ar_check_incentives_on()
        self.sudo()._waive(self.env._("Given up on the list of claims"))

    def action_retry(self):
        """Try again to book discounts that were earned."""
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        self.company_id._ar_check_incentives_on()
        self.sudo().filtered('problem')._recognise()

    def action_tell(self):
        """Mail the offers that their customers could not be told of before.

        :raise UserError: while they still have no address.
        """
        self.env.user._ar_check_role('credit_analyst')
        self.check_access('read')
        untold = self.sudo().filtered(lambda offer: offer.is_untold and offer.state == 'open')
        reachable = untold.filtered('move_id.partner_id.email')
        if untold and not reachable:
            raise UserError(self.env._(
                "%s has no e-mail address.",
                format_list(self.env, untold.partner_id.mapped('display_name'))))
        reachable._mail()

    def action_open_invoice(self):
        """Open the invoice, with the user's own rights."""
        self.ensure_one()
        return self.move_id._get_records_action()

    # === BUSINESS === #

    def _at_stake(self):
        """The discounts of these offers in company currency."""
        return sum(
            offer.discount * abs(offer.move_id.amount_total_signed) / offer.total
            for offer in self if offer.total)

    def _needs_approval(self):
        threshold = self.company_id.ar_incentive_threshold
        return self.company_id.currency_id.compare_amounts(self._at_stake(), threshold) > 0

    def _ask(self):
        """Ask for offers of one customer.

        :return: the request.
        """
        account = self.env['ar.credit.account']._account_for(self.partner_id, self.company_id)
        self.write({'state': 'waiting', 'account_id': account.id})
        request = self.env['ar.credit.request']._submit(
            'incentive', account, {'offer_ids': self.ids},
            self.env._("Discount for early payment of open invoices"), document=self[0])
        self.request_id = request
        return request

    def _open(self):
        """Let offers count, and tell the customers of those on open invoices."""
        self.write({'state': 'open'})
        self.env['ar.event']._log('incentive.offered', self, numbers={
            offer.id: {'discount': offer.discount, 'until': offer.date_last} for offer in self})
        self.filtered(lambda offer: offer.origin == 'open')._mail()

    def _mail(self):
        """Mail offers, in the language of each customer; who has no address is not held up."""
        template = self.env.ref(OFFER_MAIL, raise_if_not_found=False)
        reachable = self.filtered(lambda offer: offer.move_id.partner_id.email)
        if template and reachable:
            template.send_mail_batch(
                reachable.move_id.ids, email_layout_xmlid='mail.mail_notification_light')
        reachable.is_untold = False
        (self - reachable).is_untold = True

    @api.model
    def _withdrawable(self):
        return ('draft', 'waiting', 'open', 'missed', 'observed')

    def _withdraw(self):
        """Withdraw offers that nobody has earned."""
        offers = self.filtered(
            lambda offer: offer.state in offer._withdrawable() and not offer.taken_amount)
        if not offers:
            return
        asked = offers.filtered(lambda offer: offer.state == 'waiting').request_id
        before = offers._images()
        offers.write({'state': 'cancelled'})
        asked.filtered(lambda request: request.state == 'waiting')._close('cancelled')
        self.env['ar.event']._log_changes(
            'incentive.cancelled', offers, before, offers._images())
