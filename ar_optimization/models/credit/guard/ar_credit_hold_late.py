from odoo import api, fields, models
from odoo.tools import format_date

from .ar_credit_hold import ACTIVITY


class ArCreditHold(models.Model):
    """Holds that nobody decides in time: somebody else is asked, too, once. Where a release has
    been asked for by a request, the request has its own clock."""
    _inherit = 'ar.credit.hold'

    escalated_user_id = fields.Many2one(
        'res.users', string="Asked After the Time", readonly=True,
        help="Was asked to decide, too, as nobody had by the day set.")

    # === BUSINESS === #

    @api.model
    def _escalate_late(self):
        """Ask somebody else about the open holds whose day is past."""
        late = self.sudo().search([
            ('state', '=', 'open'), ('escalated_user_id', '=', False),
            ('deadline', '<', fields.Date.context_today(self))])
        asked = self.env['ar.credit.request'].sudo().search([
            ('type', '=', 'hold_release'), ('state', '=', 'waiting'),
            ('res_model', '=', self._name), ('res_id', 'in', late.ids)])
        waiting = late.filtered(lambda hold: hold.id not in asked.mapped('res_id'))
        for company, holds in waiting.grouped('company_id').items():
            deciders = holds._other_deciders(company)
            for hold in holds:
                others = deciders - hold.responsible_id - hold._parties()
                hold._escalate_to(others[:1])

    @api.model
    def _other_deciders(self, company):
        """Who may be asked about late holds of a company, the first one first: credit managers,
        then the owner of a firm with one person.

        :return: `res.users`
        """
        managers = self.env.ref('ar_optimization.group_credit_manager').sudo().all_user_ids
        company = company.sudo()
        owner = company.ar_single_person_owner_id if company.ar_single_person else managers.browse()
        people = company.ar_credit_manager_id | managers | owner
        return people.filtered(lambda user: (
            user.active and user._is_internal() and company in user.company_ids
            and user != self.env.ref('base.user_root')))

    def _escalate_to(self, user):
        """Give a person an activity about this hold, beside whoever decides it. Without anybody,
        the next run looks again.

        :param user: `res.users`, one or none.
        """
        self.ensure_one()
        if not user:
            return
        self.escalated_user_id = user
        reader = self.with_context(lang=user.lang, mail_activity_automation_skip=False)
        reader.activity_schedule(
            ACTIVITY, user_id=user.id, summary=reader.env._(
                "Nobody has decided by %(date)s: %(document)s, %(customer)s",
                date=format_date(reader.env, self.deadline), document=reader.display_name,
                customer=self.partner_id.display_name))
        self.env['ar.event']._log('hold.escalated', self, numbers={self.id: {'user_id': user.id}})
