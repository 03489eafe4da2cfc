from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

NEXT = {
    'considered': ('new',), 'accepted': ('new', 'considered'), 'done': ('accepted',),
    'declined': ('new', 'considered', 'accepted'), 'new': ('considered', 'accepted', 'declined'),
}


class ArFeedback(models.Model):
    """A suggestion of somebody in the company, and what became of it. Who makes one without a name
    is stored nowhere: neither as author nor in the technical fields, which this model has not; only
    the day is kept, not the hour."""
    _name = 'ar.feedback'
    _description = "Suggestion"
    _log_access = False
    _order = 'id desc'

    name = fields.Char(string="Subject", required=True, readonly=True)
    suggestion = fields.Text(required=True, readonly=True)
    kind = fields.Selection(
        selection='_kind_selection', required=True, readonly=True, default='process')
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Suggested By", readonly=True, index='btree_not_null',
        ondelete='set null',
        help="Empty: it was made without a name, and nobody can look up who it was.")
    state = fields.Selection(
        [('new', "New"), ('considered', "Being Considered"), ('accepted', "Accepted"),
         ('done', "Done"), ('declined', "Declined")],
        required=True, readonly=True, default='new', index=True)
    answer = fields.Text(help="What becomes of it, for whoever made the suggestion.")
    answered_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    answer_date = fields.Date(string="Answered On", readonly=True)

    # === COMPUTE === #

    @api.model
    def _kind_selection(self):
        return list({
            'process': self.env._("How We Work"),
            'customer': self.env._("A Customer"),
            'system': self.env._("This Program"),
            'training': self.env._("Training"),
            'other': self.env._("Something Else"),
        }.items())

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and vals.keys() - {'answer'}:
            raise AccessError(self.env._("A suggestion stays as it was made: give an answer."))
        return super().write(vals)

    # === ACTIONS === #

    def action_suggest(self):
        """Open the dialog in which somebody makes a suggestion."""
        return self.env['ir.actions.act_window']._for_xml_id(
            'ar_optimization.ar_feedback_drop_action')

    def action_consider(self):
        """Say that somebody looks into it."""
        self._step('considered')

    def action_accept(self):
        """Say that it will be done."""
        self._step('accepted')

    def action_finish(self):
        """Say that it is done."""
        self._step('done')

    def action_decline(self):
        """Say that it will not be done, and why.

        :raise UserError: without an answer.
        """
        if any(not (feedback.answer or "").strip() for feedback in self):
            raise UserError(self.env._("Say why: whoever made the suggestion reads the answer."))
        self._step('declined')

    def action_reopen(self):
        """Look at it once more."""
        self._step('new')

    # === BUSINESS === #

    def _step(self, state):
        """Bring suggestions into another state, by a credit manager, with an event.

        :raise UserError: from a state that this one does not follow.
        """
        self.env.user._ar_check_role('credit_manager')
        self.check_access('write')
        if any(feedback.state not in NEXT[state] for feedback in self):
            raise UserError(self.env._("Somebody has decided on this suggestion meanwhile."))
        before = {feedback.id: {'state': feedback.state} for feedback in self}
        self.sudo().write({
            'state': state, 'answered_by_id': self.env.uid,
            'answer_date': fields.Date.context_today(self)})
        self.env['ar.event']._log(
            'feedback.answered', self, before=before,
            after={feedback.id: {'state': state} for feedback in self})

    def _take_back(self, state):
        """A decision that was a mistake: the suggestion is where it was before.

        :param str state: from before.
        """
        self.write({'state': state})
        if state == 'new':
            self.write({'answered_by_id': False, 'answer_date': False})
