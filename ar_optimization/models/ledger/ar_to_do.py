from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import clean_context


class ArToDo(models.AbstractModel):
    """Something that was decided: what, who does it, and by when. Until somebody says that it is
    done it comes back wherever decisions are looked at.

    A model that inherits this says in `_form` what a person gives, in `_form_later` what of it may
    still be changed, and in `_check_open` when nothing is to be decided any more.
    """
    _name = 'ar.to.do'
    _description = "Decided, to Be Done"
    _inherit = ['ar.due']
    _form = ('name', 'owner_id', 'date_due', 'note')
    _form_later = ('name', 'owner_id', 'date_due', 'note')

    name = fields.Char(string="Decision", required=True)
    owner_id = fields.Many2one(
        'res.users', string="Who Does It", required=True, index=True, ondelete='restrict',
        domain=[('share', '=', False)])
    note = fields.Text(string="Notes")
    state = fields.Selection(
        [('open', "To Be Done"), ('done', "Done"), ('cancelled', "Dropped")],
        required=True, default='open', readonly=True, copy=False, index=True)
    done_on = fields.Date(readonly=True, copy=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self = self.with_context(clean_context(self.env.context))
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in self._form if name in vals} for vals in vals_list]
        decisions = super().create(vals_list)
        decisions._check_open()
        return decisions

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {*self._form_later}:
                raise AccessError(self.env._("Say that a decision is done by its button."))
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    # === HOOKS === #

    def _check_open(self):
        """Hook: refuse where nothing is decided any more; nowhere here.

        :raise UserError:
        """

    # === ACTIONS === #

    def action_done(self):
        """Say that these are done: their owner while they are to be done, or a credit manager."""
        self._end('done')

    def action_drop(self):
        """Say that these will not be done: a credit manager."""
        self.env.user._ar_check_role('credit_manager')
        self._end('cancelled')

    def action_reopen(self):
        """Say that these are to be done after all: a credit manager."""
        self.env.user._ar_check_role('credit_manager')
        self._end('open')

    # === BUSINESS === #

    def _end(self, state):
        self.check_access('read')
        manager = self.env.user.has_group('ar_optimization.group_credit_manager')
        if not manager and any(
                decision.owner_id != self.env.user or decision.state != 'open'
                for decision in self):
            raise AccessError(self.env._("Only who does it, or a credit manager, says so."))
        self.sudo().write({
            'state': state,
            'done_on': state != 'open' and fields.Date.context_today(self)})
