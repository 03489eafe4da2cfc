import json

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ....tools.chain import plain

SCENARIOS = [('now', "Rules of Now"), ('draft', "The Draft")]


class ArReplayResult(models.AbstractModel):
    """A row that a replay has found: written by the job only, many at a time."""
    _name = 'ar.replay.result'
    _description = "Result of a Replay"
    _inherit = ['ar.amount.mixin']
    _log_access = False

    replay_id = fields.Many2one(
        'ar.replay', required=True, index=True, readonly=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')

    # === BUSINESS === #

    @api.model
    def _insert(self, rows):
        """Insert rows, a thousand per statement.

        :param rows: dicts of stored fields, all with the same names.
        """
        for chunk in split_every(1000, rows, list):
            names = list(chunk[0])
            columns = [SQL.identifier(name) for name in names]
            self.env.cr.execute(SQL(
                """INSERT INTO %(table)s (%(columns)s)
                        SELECT %(columns)s
                          FROM jsonb_to_recordset(%(rows)s::jsonb) AS row (%(typed)s)
                """,
                table=SQL.identifier(self._table), columns=SQL(", ").join(columns),
                typed=SQL(", ").join(
                    # pylint: disable-next=sql-injection
                    SQL("%s %s", column, SQL(self._fields[name].column_type[0]))
                    for name, column in zip(names, columns, strict=True)),
                rows=json.dumps(plain(chunk)),
            ))
        self.invalidate_model()
