from odoo import fields, models
from odoo.exceptions import UserError


class ArOutsideApproved(models.AbstractModel):
    """A case that somebody else approves, by a request, before it begins. A model that inherits
    this says in `_request_type` which type of request, whose value `<type>_id` is the case."""
    _name = 'ar.outside.approved'
    _description = "Case Outside Collection That Is Approved"
    _inherit = ['ar.outside.case']
    _request_type = None

    request_id = fields.Many2one(
        'ar.credit.request', readonly=True, copy=False, ondelete='set null',
        index='btree_not_null')

    # === ACTIONS === #

    def action_submit(self):
        """Ask for the approval of these cases.

        :raise UserError: says what keeps a case from being approved.
        """
        self.env.user._ar_check_role('credit_analyst')
        for case in self:
            case.check_access('write')
            case._check_draft()
            case._check_ready()
            if not (case.reason or '').strip():
                raise UserError(self.env._("Say why: the approver needs a reason."))
            case.sudo().state = 'waiting'
            case.sudo().request_id = self.env['ar.credit.request']._submit(
                self._request_type, case.account_id, {f'{self._request_type}_id': case.id},
                case.reason, document=case)
        waiting = self.request_id.filtered(lambda request: request.state == 'waiting')
        return waiting.sudo()._notify_waiting() if waiting else None

    def action_open_request(self):
        """Open the request that was decided on."""
        self.ensure_one()
        return self.request_id._get_records_action()

    # === HOOKS === #

    def _check_ready(self):
        """Hook: refuse cases that cannot begin as they are.

        :raise UserError:
        """

    # === BUSINESS === #

    def _withdraw(self):
        """What was not approved is a draft again."""
        self.filtered(lambda case: case.state == 'waiting').state = 'draft'
