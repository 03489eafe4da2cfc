from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import freeze_time

from ..collection.worklist_common import WorklistCommon


class TargetsCommon(WorklistCommon):
    """Two collectors with results of a year, a manager, and short words for targets and bonuses.
    Lena collected 20,000 a month of the company's 80,000, Tom nothing yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ar_kpi_since = cls.today - relativedelta(months=6)
        cls.manager = cls.company.ar_credit_manager_id
        cls.targets = cls.env['ar.kpi.target']
        cls.bonuses = cls.env['ar.kpi.bonus']
        cls.flags = cls.env['ar.kpi.flag']

    # === FACTS === #

    @classmethod
    def month(cls, ahead=0):
        """The first day of a month counted from this one."""
        return cls.today + relativedelta(months=ahead, day=1)

    @classmethod
    def result(cls, value, user=None, ahead=0, measure='collected', numerator=None, denominator=0,
               state='frozen', subject=None):
        """A result as the night keeps it."""
        start = cls.month(ahead)
        return cls.env['ar.kpi.result'].sudo().create({
            'company_id': cls.company.id, 'date_from': start,
            'date_to': start + relativedelta(months=1, days=-1),
            'subject': subject or ('collector' if user else 'company'),
            'subject_ref': user.id if user else 0, 'user_id': user.id if user else False,
            'subject_name': (user or cls.company).name, 'measure': measure, 'value': value,
            'numerator': value if numerator is None else numerator, 'denominator': denominator,
            'state': state})

    @classmethod
    def year(cls):
        """A year of results before this month."""
        for ahead in range(-12, 0):
            cls.result(80_000, None, ahead)
            cls.result(20_000, cls.lena, ahead)
            cls.result(20 + ahead, cls.lena, ahead, 'overdue_rate', 20 + ahead, 100)

    @classmethod
    def forecast(cls, *months):
        """A cash forecast made today.

        :param months: (months ahead, cash, low, high).
        """
        return cls.env['ar.forecast'].sudo().create({
            'company_id': cls.company.id, 'date': cls.today, 'scenario': 'expected',
            'basis': 'curve', 'figures': {'periods': [
                {'kind': 'month', 'start': fields.Date.to_string(cls.month(ahead)),
                 'end': fields.Date.to_string(cls.month(ahead + 1)), 'cash': cash, 'low': low,
                 'high': high} for ahead, cash, low, high in months]}})

    @classmethod
    def target(cls, value, user=None, ahead=1, measure='collected', approved=False, **vals):
        """A target; one of the past is made as an import would, with all rights."""
        target = cls.targets.sudo().create({
            'company_id': cls.company.id, 'date_from': cls.month(ahead), 'measure': measure,
            'subject': 'collector' if user else 'company', 'user_id': user.id if user else False,
            'value': value, **vals})
        if approved:
            target._approve()
        return target.sudo(False)

    @classmethod
    def rule(cls, **vals):
        return cls.env['ar.kpi.bonus.rule'].create({
            'name': "Money in", 'subject': 'collector', 'measure': 'collected', 'floor': 80,
            'amount': 1000, 'company_id': cls.company.id, **vals})

    # === NIGHTS === #

    def night(self, when=0, *steps):
        """What a night does for results, flags, targets and bonuses."""
        accounts = self.env['ar.credit.account']
        with freeze_time(self.day(when)):
            for step in steps or (
                    '_nightly_results', '_nightly_flags', '_nightly_targets',
                    '_nightly_bonuses'):
                getattr(accounts, step)(self.company, self.day(when))
            self.env.flush_all()
        self.env.invalidate_all()

    def bonus(self, user, ahead=-1):
        return self.bonuses.search([
            ('user_id', '=', user.id), ('date_from', '=', self.month(ahead))])

    def events(self, record, kind=None):
        return self.env['ar.event'].search([
            ('res_model', '=', record._name), ('res_id', 'in', record.ids),
            *([('kind', '=', kind)] if kind else [])], order='id')
