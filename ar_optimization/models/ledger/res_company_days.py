from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.tools import SQL, ormcache


class ResCompany(models.Model):
    """Moments are stored in UTC. A day is one of the company: it begins when it begins where the
    company works, whoever looks."""
    _inherit = 'res.company'

    def _ar_zone(self):
        """Where this company works: the time zone of its working hours."""
        self.ensure_one()
        return ZoneInfo(self.sudo().resource_calendar_id.tz or 'UTC')

    def _ar_midnight(self, day):
        """When a day of this company begins, as stored: bounds of moments, which an index knows."""
        begin = datetime.combine(day, time.min, self._ar_zone())
        return begin.astimezone(UTC).replace(tzinfo=None)

    def _ar_day(self, moment):
        """The day of this company on which a moment was, as stored."""
        return moment.replace(tzinfo=UTC).astimezone(self._ar_zone()).date()

    @api.model
    @ormcache()
    def _ar_zones(self):
        """The time zone of each company, by its id: each day of a report asks."""
        companies = self.sudo().with_context(active_test=False).search_fetch(
            [], ['resource_calendar_id'])
        return {company.id: company._ar_zone().key for company in companies}

    def cache_invalidation_fields(self):
        # EXTENDS 'base'
        return super().cache_invalidation_fields() | {'resource_calendar_id'}

    @api.model
    def _ar_day_sql(self, moment, company):
        """The day of a company on which something was. For what is shown: a condition on it uses
        no index, see `_ar_midnight`.

        :param moment: `SQL` of a timestamp as stored
        :param company: `SQL` of the id of the company, which is not read where all work in one zone
        """
        zones = self._ar_zones()
        if len(set(zones.values())) == 1:
            zone = SQL("%s", next(iter(zones.values())))
        else:
            zone = SQL("CASE %s %s ELSE 'UTC' END", company, SQL(" ").join(
                SQL("WHEN %s THEN %s", key, name) for key, name in zones.items()))
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)
