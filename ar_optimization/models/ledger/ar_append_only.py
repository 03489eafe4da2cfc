import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ArAppendOnly(models.AbstractModel):
    """Rows that are added and never changed or deleted, by anybody.

    The ORM refuses create, write and unlink without a way round: rows come in through `_append`,
    which RPC cannot reach. A database trigger refuses UPDATE, DELETE and TRUNCATE by plain SQL.
    """
    _name = 'ar.append.only'
    _description = "Append-only Table"

    # Columns that are empty at first and may be filled once, by SQL.
    _filled_once = ()

    def init(self):
        """Install the trigger. It is dropped with the table, its function by the uninstall hook."""
        super().init()
        if self._abstract:
            return
        self.env.cr.execute(SQL(
            """
            CREATE OR REPLACE FUNCTION ar_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
                    IF to_jsonb(OLD) -> TG_ARGV[0] = 'null'
                       AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV
                    THEN
                        RETURN NEW;
                    END IF;
                END IF;
                RAISE EXCEPTION '%% of %% refused: its rows can only be added',
                    TG_OP, TG_TABLE_NAME;
            END $$;
            DROP TRIGGER IF EXISTS ar_append_only_rows ON %(table)s;
            CREATE TRIGGER ar_append_only_rows BEFORE UPDATE OR DELETE ON %(table)s
                FOR EACH ROW EXECUTE FUNCTION ar_append_only(%(filled_once)s);
            DROP TRIGGER IF EXISTS ar_append_only_table ON %(table)s;
            CREATE TRIGGER ar_append_only_table BEFORE TRUNCATE ON %(table)s
                FOR EACH STATEMENT EXECUTE FUNCTION ar_append_only();
            """,
            table=SQL.identifier(self._table),
            filled_once=SQL(", ").join(SQL("%s", name) for name in self._filled_once),
        ))

    def _is_guarded(self):
        """Whether both triggers are there and switched on."""
        (count,), = self.env.execute_query(SQL(
            """SELECT count(*) FROM pg_trigger
                WHERE tgrelid = %s::regclass AND tgname LIKE 'ar\\_append\\_only%%'
                  AND tgenabled IN ('O', 'A')""",
            self._table,
        ))
        return count == 2

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: see `_append`."""
        raise UserError(self._refusal())

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused."""
        raise UserError(self._refusal())

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self._refusal())

    def _refusal(self):
        return self.env._(
            "%s: entries are written by the system only, and nobody can change or delete them.",
            self.env['ir.model']._get(self._name).name,
        )

    @api.model
    def _append(self, vals_list):
        """Insert rows, in one statement however many there are.

        :param vals_list: dicts of JSON values that all have the same keys; `id` may be one.
        :return: their ids, in order.
        """
        if not vals_list:
            return []
        columns = list(vals_list[0])
        types = {
            name: 'int4' if name == 'id' else self._fields[name].column_type[0] for name in columns
        }
        rows = self.env.execute_query(SQL(
            "INSERT INTO %(table)s (%(columns)s) SELECT %(columns)s"
            " FROM jsonb_to_recordset(%(rows)s::jsonb) AS row(%(typed)s) RETURNING id",
            table=SQL.identifier(self._table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            typed=SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(types[name]))  # pylint: disable=sql-injection
                for name in columns),
            rows=json.dumps(vals_list),
        ))
        return [row[0] for row in rows]

    @api.model
    def _next_ids(self, count):
        """Take ids from the table's sequence."""
        return [row[0] for row in self.env.execute_query(SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)", f'{self._table}_id_seq', count,
        ))]
