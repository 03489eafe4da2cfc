from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class ArAlert(models.Model):
    """What persons do with a warning: take it up, and say what it was. Each is in the log."""
    _inherit = 'ar.alert'

    # === ACTIONS === #

    def action_seen(self):
        """Take it up: the response clock stops.

        :raise AccessError: for whoever neither works in finance nor answers for the customer.
        """
        self._check_may_answer()
        self._check_open()
        self.sudo()._take_up()

    def action_real(self):
        """Close it: it was a real warning."""
        self._close('real')

    def action_false_alarm(self):
        """Close it: there was nothing. It counts against the precision of its rule."""
        self._close('false')

    def action_no_action(self):
        """Close it: true, but nothing needs to be done."""
        self._close('none')

    def action_reopen(self):
        """Look at it once more. Nothing counts for the rule's precision until it is closed again.

        :raise UserError: while another warning of the measure about this customer is open.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        for alert in self.filtered(lambda alert: alert.state == 'closed').sudo():
            if alert.origin == 'rule' and alert._newer_open():
                raise UserError(self.env._(
                    "There is a newer open warning about the same thing: %s.",
                    alert.display_name))
            alert._step('alert.reopened', state='seen', outcome=False, closed_on=False,
                        closed_by_id=False)

    def action_open_account(self):
        """Open the credit account, with the user's own rights."""
        self.ensure_one()
        return self.account_id._get_records_action()

    # === BUSINESS === #

    def _check_may_answer(self):
        self.check_access('read')
        if self.env.user.has_group('ar_optimization.group_collector'):
            return
        if any(self.env.user not in (
                alert.owner_id | alert.sales_owner_id | alert.sudo().partner_id.user_id)
               for alert in self):
            raise AccessError(self.env._("Somebody else answers for this customer."))

    def _check_open(self):
        if any(alert.state == 'closed' for alert in self):
            raise UserError(self.env._("Somebody has closed this warning meanwhile."))

    def _newer_open(self):
        return self.search_count([
            ('indicator', '=', self.indicator), ('company_id', '=', self.company_id.id),
            ('account_id', '=', self.account_id.id), ('origin', '=', 'rule'),
            ('state', '!=', 'closed')], limit=1)

    def _take_up(self, numbers=None):
        """Stop the clock of those that nobody has taken up yet.

        :param dict numbers: what the log says besides, such as the response chosen.
        """
        now = fields.Datetime.now()
        for alert in self.filtered(lambda alert: alert.state == 'new'):
            alert._step(
                'alert.seen', numbers=numbers, state='seen', seen_on=now,
                seen_by_id=self.env.uid,
                response_hours=alert.company_id._ar_hours_between(alert._began_on(), now))

    def _began_on(self):
        """When the clock began: with the record, as the night or a person made it."""
        return self.create_date

    def _close(self, outcome):
        """Close them, by a collector.

        :param str outcome: value of the field `outcome`.
        """
        self.env.user._ar_check_role('collector')
        self.check_access('read')
        self.lock_for_update()
        self._check_open()
        alerts = self.sudo()
        alerts._take_up()
        alerts._step(
            'alert.closed', state='closed', outcome=outcome, closed_by_id=self.env.uid,
            closed_on=fields.Date.context_today(self))

    def _step(self, kind, numbers=None, **values):
        before = self._images()
        self.write(values)
        self.env['ar.event']._log(
            kind, self, before=before, after=self._images(),
            numbers={alert.id: numbers for alert in self} if numbers else None)

    def _answered_with(self, response):
        """Take up a warning by one of its response buttons, for the rooms that have them.

        :param str response: value of the rule's field `response`.
        """
        self.ensure_one()
        self.action_seen()
        if not self.account_id:
            raise UserError(self.env._("This warning is about no single customer."))
