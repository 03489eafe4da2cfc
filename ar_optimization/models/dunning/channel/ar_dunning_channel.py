from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import mute_logger


class ArDunningChannel(models.AbstractModel):
    """A way on which notices go out. A model of its own for each, named in
    `ar.dunning.notice._channels()`."""
    _name = 'ar.dunning.channel'
    _description = "Dunning Channel"

    @api.model
    def _send(self, notices):
        """Send notices one by one; what fails is rolled back by itself.

        :param notices: `ar.dunning.notice`, approved.
        :return: {notice: why it failed, in words}; what is missing went out.
        """
        failures = {}
        for notice in notices:
            try:
                with mute_logger('odoo.addons.mail.models.mail_render_mixin', 'odoo.sql_db'), \
                        self.env.cr.savepoint():
                    self._send_one(notice)
                    self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                raise
            except Exception as error:
                failures[notice] = str(error) or type(error).__name__
        return failures

    @api.model
    def _send_one(self, notice):
        """Hook: send one notice.

        :raise Exception: its text is shown as the reason of the failure.
        """
        raise NotImplementedError
