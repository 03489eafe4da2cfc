import logging

from odoo import api, models
from odoo.tools import split_every

_logger = logging.getLogger(__name__)

CRON = 'ar_optimization.ir_cron_guard'
CHUNK = 100


class ArCreditHold(models.Model):
    """Holds are looked at again: those of the customers whose money, limit or cover has changed at
    once, all of them from time to time, as days pass, too."""
    _inherit = 'ar.credit.hold'

    # === ACTIONS === #

    def action_look_again(self):
        """Hold these documents against the rules as everything stands now."""
        self.check_access('read')
        self.sudo().filtered(lambda hold: hold.state == 'open')._reevaluate()

    # === BUSINESS === #

    def _reevaluate(self):
        """End the open holds of these whose reasons are gone or whose documents are. Documents of
        one kind are looked at together."""
        gone, clear = self.browse(), self.browse()
        for model, holds in self.grouped('res_model').items():
            if not self._is_guarded(model):
                gone |= holds
                continue
            documents = self.env[model].sudo().browse(holds.mapped('res_id')).exists().filtered(
                lambda document: document._ar_guard_is_open())
            verdicts = documents._ar_guard_decide()
            by_id = {document.id: verdict for document, verdict in verdicts.items()}
            gone |= holds.filtered(lambda hold, known=by_id: hold.res_id not in known)
            clear |= (holds - gone).filtered(
                lambda hold, known=by_id: known[hold.res_id].decision.passes)
        gone._cancel()
        clear._clear()

    @api.model
    def _look_again(self, pairs):
        """Have the open holds of some customers, and of who shares a limit with them, looked at
        again, soon and beside this transaction.

        :param pairs: set of (company id, commercial partner id)
        """
        accounts = self.env['ar.credit.account'].sudo()
        if held := accounts._of_pairs(pairs, self.env['ar.hold.mark']._held_sql()):
            self._look_soon(held)

    @api.model
    def _look_soon(self, accounts):
        """The same for customers of whom it is known that there are such holds.

        :param accounts: `ar.credit.account`, with all rights.
        """
        self.env['ar.hold.mark']._mark_accounts(accounts)
        self.env.ref(CRON)._trigger()

    # === CRON === #

    @api.model
    def _cron_reevaluate(self, everything=False):
        """Look at open holds again.

        :param bool everything: all of them, not only those of customers that have changed.
        """
        accounts = self.env['ar.hold.mark']._take_all()
        domain = [] if everything else [('account_id', 'in', accounts.ids)]
        holds = self.search([('state', '=', 'open'), *domain])
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=len(holds))
        for chunk in split_every(CHUNK, holds.ids, self.browse):
            if not chunk._reevaluate_safely():
                for hold in chunk:
                    hold._reevaluate_safely(loud=True)
            cron._commit_progress(len(chunk))
        self._escalate_late()

    def _reevaluate_safely(self, loud=False):
        """Look again at all of these holds or at none: what fails with one is not to stop the
        others.

        :param bool loud: write the error into the log.
        :return: whether it went well.
        """
        try:
            self.exists().filtered(lambda hold: hold.state == 'open')._reevaluate()
        except Exception:
            self.env.cr.rollback()
            if loud:
                _logger.exception("holds %s could not be looked at again", self.ids)
            return False
        return True
