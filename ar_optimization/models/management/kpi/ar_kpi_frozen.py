from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ArKpiFrozen(models.AbstractModel):
    """Rows of a month that nobody changes once the month is frozen, whatever his rights: neither
    through Odoo nor by plain SQL, which a trigger refuses. Only links to what was deleted go."""
    _name = 'ar.kpi.frozen'
    _description = "Frozen at the End of a Month"

    # Links that may become empty.
    _frozen_links = ()

    state = fields.Selection(
        [('open', "Running"), ('frozen', "Frozen")], required=True, readonly=True, default='open',
        index=True, help="Frozen figures never change: what is found out later counts in the month "
        "in which it is found.")

    def init(self):
        """Install the trigger. It is dropped with the table, its function by the uninstall hook."""
        super().init()
        if self._abstract:
            return
        self.env.cr.execute(SQL(
            """
            CREATE OR REPLACE FUNCTION ar_kpi_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF OLD.state = 'frozen' THEN
                    IF TG_OP = 'UPDATE'
                       AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION '%% of %% refused: its month is frozen', TG_OP, TG_TABLE_NAME;
                END IF;
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END $$;
            DROP TRIGGER IF EXISTS ar_kpi_frozen_rows ON %(table)s;
            CREATE TRIGGER ar_kpi_frozen_rows BEFORE UPDATE OR DELETE ON %(table)s
                FOR EACH ROW EXECUTE FUNCTION ar_kpi_frozen(%(links)s);
            """,
            table=SQL.identifier(self._table),
            links=SQL(", ").join(SQL("%s", name) for name in self._frozen_links)))

    # === CRUD === #

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_open()

    def _check_open(self):
        """Refuse to touch frozen months.

        :raise UserError: for anybody.
        """
        if any(row.state == 'frozen' for row in self):
            raise UserError(self.env._(
                "This month is frozen: what is found out now counts in the running month."))

    # === BUSINESS === #

    @api.model
    def _freeze(self, company, date_from):
        """Freeze the rows of a month."""
        self.flush_model()
        self.env.cr.execute(SQL(
            "UPDATE %s SET state = 'frozen' WHERE company_id = %s AND date_from = %s"
            " AND state = 'open'", SQL.identifier(self._table), company.id, date_from))
        self.invalidate_model()
