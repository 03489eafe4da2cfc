from odoo import models
from odoo.exceptions import UserError


class ArDunningNotice(models.Model):
    """What people do to a preview: take out, let rest. Whoever calls has asked for the role."""
    _inherit = 'ar.dunning.notice'

    def _check_preview(self):
        """:raise UserError: when one of these is no longer in preview."""
        if any(notice.state != 'draft' for notice in self):
            raise UserError(self.env._("What was approved or sent is no longer in preview."))
        self.run_id.is_touched = True

    def _remove(self, reason):
        """Take notices out of their run; the next run decides again."""
        self._check_preview()
        self.line_ids.filtered('level')._leave_out('hand')
        self.env['ar.event']._log('dunning.removed', self, reason=reason)
        self._take_out(reason)
        self.run_id._close_empty()

    def _pause(self, until, reason):
        """Let the customers rest up to a day."""
        self._check_preview()
        accounts = self.account_id
        event = self.env['ar.event']
        names = ('dunning_pause_until', 'dunning_pause_reason')
        image = {
            account.id: {name: event._json_value(account, name) for name in names}
            for account in accounts}
        accounts.write({'dunning_pause_until': until, 'dunning_pause_reason': reason})
        event._log(
            'dunning.paused', accounts, reason=reason, before=image, expiry=until,
            after={account.id: {name: event._json_value(account, name) for name in names}
                   for account in accounts})
        self.line_ids.filtered('level')._leave_out('paused')
        self._take_out(reason)
        self.run_id._close_empty()
