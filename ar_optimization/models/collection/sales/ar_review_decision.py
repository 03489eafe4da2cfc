from odoo import fields, models
from odoo.exceptions import UserError

# What a credit manager says.
FORM = ('meeting_id', 'name', 'owner_id', 'date_due', 'note')


class ArReviewDecision(models.Model):
    """What was decided in a review meeting, who does it, and by when. Until it is done it comes
    back at every next meeting."""
    _name = 'ar.review.decision'
    _description = "Decision of a Review Meeting"
    _inherit = ['ar.to.do', 'ar.logged']
    _order = 'date_due, id'
    _logged_as = 'review.decision_'
    _logged_names = ('date_due', 'name', 'note', 'owner_id', 'state')
    _form, _form_later = FORM, FORM[1:]

    meeting_id = fields.Many2one(
        'ar.review.meeting', required=True, index=True, ondelete='cascade',
        help="Where it was decided.")
    company_id = fields.Many2one(related='meeting_id.company_id', store=True, index=True)

    # === HOOKS === #

    def _check_open(self):
        # OVERRIDE ledger
        if any(decision.meeting_id.state == 'closed' for decision in self):
            raise UserError(self.env._("The meeting is closed: decide anew at the next one."))

    # === BUSINESS === #

    def _row(self, day):
        """What a meeting keeps of this decision.

        :param date day: of the meeting.
        """
        return {
            'name': self.name, 'owner': self.owner_id.name,
            'date': fields.Date.to_string(self.date_due), 'late': self.date_due < day,
            'since': fields.Date.to_string(self.meeting_id.date)}
