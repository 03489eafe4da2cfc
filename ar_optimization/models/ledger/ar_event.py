from odoo import api, fields, models


class ArEvent(models.Model):
    """Append-only log of facts and decisions: who, what, which rule, the numbers at that moment.

    No foreign key and no reference field: plain ids and frozen names, so that neither a merge nor
    a deletion of the thing it speaks about can rewrite it.
    """
    _name = 'ar.event'
    _description = "Receivables Event"
    _log_access = False
    _order = 'id desc'
    _rec_name = 'kind'

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Char(required=True, readonly=True, index=True)
    company_id = fields.Integer(string="Company ID", required=True, readonly=True)
    company_name = fields.Char(readonly=True)
    partner_id = fields.Integer(string="Partner ID", readonly=True, index=True)
    partner_name = fields.Char(readonly=True)
    user_id = fields.Integer(string="User ID", readonly=True)
    user_name = fields.Char(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True)
    res_name = fields.Char(readonly=True)
    rule = fields.Char(readonly=True, help="The rule that made the decision, in words.")
    reason = fields.Char(readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    numbers = fields.Json(readonly=True, help="The figures that the decision looked at.")
    expiry_date = fields.Date(readonly=True)

    @api.model
    def _log(self, kind, records, *, rule=None, reason=None, before=None, after=None,
             numbers=None, expiry=None):
        """Write one event per record, in one insert.

        :param str kind: dotted name of what happened, e.g. `tier.changed`.
        :param records: what it happened to; their company and partner are frozen into the event.
        :param before, after, numbers: dicts by record id, JSON values only (dates as ISO text).
        :param str rule: what decided, in words; `reason`: what a person gave as a reason.
        :param expiry: date on which the decision ends, or None.
        :return: the events.
        """
        vals_list = [
            {
                **self._freeze(record),
                'kind': kind,
                'rule': rule,
                'reason': reason,
                'before': (before or {}).get(record.id),
                'after': (after or {}).get(record.id),
                'numbers': (numbers or {}).get(record.id),
                'expiry_date': expiry,
            }
            for record in records
        ]
        return self.sudo().create(vals_list)

    @api.model
    def _freeze(self, record):
        """The ids and names of a record, its partner, its company and the acting user, as of now."""
        company = record.company_id if 'company_id' in record._fields else self.env.company
        partner = record.partner_id if 'partner_id' in record._fields else self.env['res.partner']
        partner = partner.commercial_partner_id or partner
        return {
            'company_id': company.id or 0,
            'company_name': company.name,
            'partner_id': partner.id,
            'partner_name': partner.display_name if partner else False,
            'user_id': self.env.uid,
            'user_name': self.env.user.name,
            'res_model': record._name,
            'res_id': record.id,
            'res_name': record.display_name,
        }
