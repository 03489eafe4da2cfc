from odoo import Command
from odoo.tests import freeze_time

from ..common import ARCommon


class DunningCommon(ARCommon):
    """A company in which dunning is on, with a procedure of a reminder and three levels, and whose
    bank told everything yesterday."""

    LEVELS = (
        {'name': "Reminder", 'days': -3},
        {'name': "First", 'days': 5},
        {'name': "Second", 'days': 20, 'gap_days': 10},
        {'name': "Last", 'days': 40, 'gap_days': 10, 'final_notice': True,
         'approval_required': True},
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.runs = cls.env['ar.dunning.run']
        cls.items = cls.env['ar.dunning.item']
        cls.template = cls.env.ref('ar_optimization.mail_template_dunning_first')
        cls.procedure = cls.make_procedure(*cls.LEVELS)
        cls.env['ar.contact.policy'].search([]).active = False  # tests live at midnight
        cls.env['ar.dunning.strategy'].search([]).active = False
        cls.company.write({
            'ar_position_dunning': 'on', 'ar_dunning_procedure_id': cls.procedure.id,
            'ar_dunning_first_cap': 0, 'ar_bank_stale_days': 10_000})
        cls.company.ar_dunning_open_date = '2020-01-01'
        cls.shop = cls.customer("Shop", email='shop@example.com')
        cls.mill = cls.customer("Mill", email='mill@example.com')

    @classmethod
    def make_procedure(cls, *levels, **vals):
        return cls.env['ar.dunning.procedure'].create({
            'name': "Tested", 'grace_days': 0, 'credit_percent': 0, **vals,
            'level_ids': [
                Command.create({'mail_template_id': cls.template.id, **level})
                for level in levels]})

    @classmethod
    def account_of(cls, partner):
        return cls.env['ar.credit.account']._account_for(partner, cls.company)

    def prepare(self, when=0):
        """A run in preview, prepared on a day."""
        with freeze_time(self.day(when)):
            self.env['ar.credit.account']._ensure_accounts(self.company)
            return self.runs.sudo()._prepare(self.company, self.day(when)).sudo(False)

    def send(self, run, when=None):
        """Approve and send all of a run, on its day unless told."""
        with freeze_time(f'{run.date if when is None else self.day(when)} 12:00'):
            run.action_approve()
            run.sudo()._send_all()
        return run

    def given(self, run):
        """{(customer, amount): level} of what a run gives."""
        return {
            (line.notice_id.partner_id.name, line.amount_residual): line.level
            for line in run.notice_ids.line_ids if line.level}

    def left_out(self, run):
        return {(skip.partner_id.name, skip.amount_residual): skip.reason for skip in run.skip_ids}
