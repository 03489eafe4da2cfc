from odoo.tests import freeze_time

from ..collection.promise_common import PromiseCommon


class KpiCommon(PromiseCommon):
    """A shop that Sam sold to and Ann collects from, a mill of Sue and Bob, and nights that add up
    what each month came to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sam = cls.role_user('employee', login='ar_sam', name="Sam")
        cls.sue = cls.role_user('employee', login='ar_sue', name="Sue")
        cls.manager = cls.role_user('credit_manager', login='ar_max', name="Max")
        cls.results = cls.env['ar.kpi.result']
        cls.receipts = cls.env['ar.kpi.receipt']
        for partner, seller, collector in (
                (cls.shop, cls.sam, cls.ann), (cls.mill, cls.sue, cls.bob)):
            partner.user_id = seller
            cls.account_of(partner).collector_id = collector
        cls.company.sudo().write({'ar_kpi_freeze_days': 5, 'ar_kpi_since': '2026-01-01'})

    def night(self, day, companies=None):
        """What the night of a day does for results."""
        with freeze_time(self.day(day)):
            self.env['ar.credit.account']._nightly_results(
                companies or self.company, self.day(day))
            self.env.flush_all()
            self.env.invalidate_all()

    def rows(self, month, subject='company', who=None, company=None):
        """The results of a month by measure."""
        found = self.results.search([
            ('company_id', '=', (company or self.company).id), ('date_from', '=', month),
            ('subject', '=', subject), ('subject_ref', '=', who.id if who else 0)])
        return {row.measure: row for row in found}

    def value(self, measure, month, subject='company', who=None, company=None):
        row = self.rows(month, subject, who, company).get(measure)
        return round(row.value, 2) if row else None

    def collected(self, month, who=None):
        return self.value('collected', month, 'salesperson' if who else 'company', who)
