from odoo import api, fields, models

from .account_move import refuse_originals

WATCHED = {'date_maturity', 'no_followup'}


class AccountMoveLine(models.Model):
    _inherit = 'account.move.line'

    original_date_maturity = fields.Date(
        string="Original Due Date", compute='_compute_original_date_maturity', store=True,
        copy=False,
        help="Due date at the first posting. It stays when somebody changes the due date later, "
             "also by resetting the entry to draft. Empty for what was settled before this app "
             "came, as long as nobody changes it.",
    )

    # Open, posted items: exposure, ageing and dunning selection become three to eight times faster.
    # Lines of bank accounts are in it, too, as Odoo gives them a residual: 76 bytes each. With
    # `reconciled` it would hold every income line as well.
    _ar_open_idx = models.Index(
        "(account_id, partner_id, date_maturity)"
        " INCLUDE (company_id, amount_residual, amount_residual_currency, currency_id, move_id,"
        " date, invoice_date, original_date_maturity, id)"
        " WHERE amount_residual <> 0 AND parent_state = 'posted'"
    )
    # Matched items whose own entry is not posted (any more): nearly empty. See `ar.open.item`.
    _ar_detached_idx = models.Index(
        "(id) WHERE parent_state <> 'posted' AND matching_number IS NOT NULL")

    # === COMPUTE === #

    @api.depends('parent_state')
    def _compute_original_date_maturity(self):
        """Keep the due date of the first posting.

        It depends on the state alone and is written with it, in the statement that posting needs
        anyway. Lines made anew in draft take the originals of the first posting, by rank.
        """
        posted = self.filtered(lambda line: (
            line.parent_state == 'posted'
            and line.account_id.account_type == 'asset_receivable'))
        others = self - posted
        kept = others.filtered('original_date_maturity')  # back in draft
        (others - kept).original_date_maturity = False
        for line in kept:
            line.original_date_maturity = line.original_date_maturity
        for move, lines in posted.grouped('move_id').items():
            terms = move.original_terms
            dates = move._original_dates_by_line(terms['due_dates']) if terms else {}
            for line in lines:
                line.original_date_maturity = (
                    dates.get(line) or line.original_date_maturity or line._ar_due_date())

    def _keep_original_date(self):
        """Make sure that the due date of the first posting is kept, before the date changes: it
        may still have to be computed, or be of an item that was settled before the app came."""
        lines = self.filtered(lambda line: not line.original_date_maturity)
        self.env.add_to_compute(self._fields['original_date_maturity'], lines)
        lines.mapped('original_date_maturity')

    def _ar_due_date(self, original=False):
        """The due date; an entry without one is due at once.

        :param bool original: that of the first posting.
        """
        first = self.original_date_maturity if original else False
        return first or self.date_maturity or self.date

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        refuse_originals(self, *vals_list)
        return super().create(vals_list)

    def write(self, vals):
        # EXTENDS 'account'
        refuse_originals(self, vals)
        if not WATCHED.isdisjoint(vals):
            self.move_id._watch_due_dates()
        return super().write(vals)
