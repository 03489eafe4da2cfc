from odoo import api, fields, models
from odoo.tools import SQL


class ArDunningItem(models.Model):
    """How far an instalment has come: the last level it was given. Stays when the instalment is
    paid, so that a reversed payment finds it where it was."""
    _name = 'ar.dunning.item'
    _description = "Dunned Instalment"
    _rec_name = 'move_line_id'
    _order = 'id'

    move_line_id = fields.Many2one(
        'account.move.line', string="Journal Item", required=True, readonly=True,
        ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    account_id = fields.Many2one(
        'ar.credit.account', string="Credit Account", readonly=True, index=True,
        ondelete='set null')
    level = fields.Integer(
        string="Level Number", readonly=True, aggregator='max', default=None,
        help="1, 2, 3 after the due date; reminders before it are negative.")
    level_id = fields.Many2one('ar.dunning.level', readonly=True, ondelete='set null')
    given_date = fields.Date(string="Given On", readonly=True)
    notice_id = fields.Many2one('ar.dunning.notice', readonly=True, ondelete='set null')
    is_opening = fields.Boolean(
        string="From Go-Live", readonly=True, help="Given by age at go-live; nothing was sent.")
    is_holdout = fields.Boolean(
        string="Held Back", readonly=True,
        help="Chosen by lot: the level counts as given, and nothing was sent.")
    pause_until = fields.Date(
        string="Paused Until", readonly=True, help="Nothing is sent about it up to this day.")
    pause_reason = fields.Char(readonly=True)

    _move_line_unique = models.UniqueIndex('(move_line_id)')

    # === BUSINESS === #

    @api.model
    def _give(self, source):
        """Note that instalments were given a level.

        :param source: `SQL` select of instalment, company, account, level, id of the level, day,
            id of the notice, whether it was held back.
        """
        self.flush_model()
        names = ('company_id', 'account_id', 'level', 'level_id', 'given_date', 'notice_id',
                 'is_holdout')
        comma = SQL(", ")
        self.env.cr.execute(SQL(
            """
            INSERT INTO ar_dunning_item (
                   move_line_id, %(names)s, is_opening, create_uid, create_date, write_uid,
                   write_date)
            SELECT source.*, FALSE, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM (%(source)s) source
            ON CONFLICT (move_line_id) DO UPDATE SET %(values)s, is_opening = FALSE
            """,
            names=comma.join(SQL.identifier(name) for name in names), uid=self.env.uid,
            source=source, values=comma.join(
                SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
                for name in names)))
        self.invalidate_model()

    @api.model
    def _pause(self, lines, until, reason):
        """Let instalments rest up to a day.

        :param lines: `account.move.line`
        """
        known = self.search([('move_line_id', 'in', lines.ids)])
        fresh = lines - known.move_line_id
        known |= self.create([
            {'move_line_id': line.id, 'company_id': line.company_id.id} for line in fresh])
        before = known._rests()
        known.write({'pause_until': until, 'pause_reason': reason})
        self.env['ar.event']._log(
            'dunning.item_paused', known, reason=reason, before=before,
            after=known._rests(), expiry=until)

    def _rests(self):
        return self.env['ar.event']._images(self, ('pause_until', 'pause_reason'))
