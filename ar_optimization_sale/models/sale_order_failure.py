import logging
from contextlib import contextmanager

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, models

from odoo.addons.ar_optimization.models.credit.guard.ar_credit_guard import Verdict
from odoo.addons.ar_optimization.tools import guard

from .keep import KEEP

_logger = logging.getLogger(__name__)

REASON = guard.Reason(guard.FAILED, guard.HOLD, 0.0, 0.0)
DECISION = guard.Decision(guard.HOLD, (REASON,), (guard.Way(guard.FAILED),))


class SaleOrder(models.Model):
    """When credit control itself fails: whoever sits at the screen sees the error, and nothing has
    happened. A customer who signs or pays loses nothing: the order waits with a hold that somebody
    is told of, and goes on by itself once the error is gone."""
    _inherit = 'sale.order'

    def _validate_order(self):
        # EXTENDS 'sale': a signature, or a shop's order of nothing
        return super(SaleOrder, self.with_context(ar_guard_keep=KEEP))._validate_order()

    def _ar_guard_enforce(self, moment):
        # EXTENDS 'ar_optimization'
        if not self._ar_guard_keeps():
            return super()._ar_guard_enforce(moment)
        with self._ar_guard_kept():
            return super()._ar_guard_enforce(moment)
        guarded = self.filtered(lambda order: order._ar_position('guard') == 'on')
        with self._ar_guard_kept():
            guarded._ar_guard_wait(moment)
        return self - guarded

    def _ar_guard_notification(self, done=None):
        # EXTENDS 'ar_optimization': a customer, or the system, reads none
        return done if self._ar_guard_keeps() else super()._ar_guard_notification(done)

    def _ar_guard_keeps(self):
        """Whether an error would undo what a customer did: a signature, or a payment."""
        user = self.env.user
        return bool(
            self.env.context.get('ar_guard_keep') is KEEP or user.id == SUPERUSER_ID
            or not user._is_internal())

    @contextmanager
    def _ar_guard_kept(self):
        """Undo what fails inside and go on behind it, with the error in the server's log. What
        PostgreSQL wants to have run again is run again."""
        try:
            with self.env.cr.savepoint():
                yield
        except OperationalError:
            raise
        except Exception:
            _logger.exception("credit control failed on %s", self)

    def _ar_guard_wait(self, moment):
        """Leave a hold on these orders that says no more than that they wait."""
        accounts = self.env['ar.credit.account'].sudo()
        holds = self.env['ar.credit.hold'].sudo()
        verdicts = {}
        for order in self:
            account = accounts._account_for(order._ar_guard_commercial(), order.company_id)
            (total,), __ = order._ar_guard_currency_amounts(order.amount_total)
            verdicts[order] = Verdict(
                account, guard.Document('order', total, total),
                guard.Standing(account.credit_mode, account.status, limit=None), DECISION,
                order._ar_hold().filtered(lambda hold: hold.state == 'open'))
        holds._hold(verdicts, moment)
