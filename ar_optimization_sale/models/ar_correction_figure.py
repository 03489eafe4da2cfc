from odoo import api, fields, models
from odoo.tools import SQL


class ArCorrectionFigure(models.Model):
    """Orders that were confirmed, and those that were changed, cancelled or returned afterwards:
    each once in a month, as the results of people count them. Credit control logs changes and
    cancellations while it observes or holds; a bridge to deliveries tells of returns."""
    _inherit = 'ar.correction.figure'

    order_count = fields.Integer(string="Orders Confirmed", readonly=True)
    changed_count = fields.Integer(string="Orders Changed", readonly=True)
    cancelled_count = fields.Integer(string="Orders Cancelled", readonly=True)
    returned_count = fields.Integer(string="Orders Returned", readonly=True)
    change_rate = fields.Float(
        readonly=True, aggregator='avg', digits=(16, 1),
        help="Orders changed after their confirmation, in percent of those confirmed in the same "
             "time. Counted while credit control observes or holds.")
    cancel_rate = fields.Float(
        string="Cancellation Rate", readonly=True, aggregator='avg', digits=(16, 1),
        help="Orders cancelled after their confirmation, in percent of those confirmed in the same "
             "time. Counted while credit control observes or holds.")
    return_rate = fields.Float(
        string="Orders Returned %", readonly=True, aggregator='avg', digits=(16, 1),
        help="Orders of which goods came back, in percent of those confirmed in the same time.")

    _depends = {
        'ar.event': ['date', 'kind', 'res_id', 'res_model'],
        'sale.order': ['company_id', 'date_order', 'partner_invoice_id', 'state', 'user_id'],
        'res.partner': ['commercial_partner_id'],
    }

    # === QUERY === #

    @api.model
    def _kind_names(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._kind_names(),
            'order': self.env._("Order Confirmed"),
            'order.changed': self.env._("Order Changed"),
            'order.cancelled': self.env._("Order Cancelled"),
            'order.returned': self.env._("Order Returned"),
        }

    @api.model
    def _rates(self):
        # EXTENDS 'ar_optimization'
        return {
            **super()._rates(),
            'change_rate': ('changed_count', 'order_count'),
            'cancel_rate': ('cancelled_count', 'order_count'),
            'return_rate': ('returned_count', 'order_count'),
        }

    @api.model
    def _fact_terms(self):
        # EXTENDS 'ar_optimization'
        return [*super()._fact_terms(), self._order_term()]

    @api.model
    def _order_term(self):
        return ('order_count', 'changed_count', 'cancelled_count', 'returned_count'), SQL(
            """
            SELECT told.key, sale.company_id, told.date, sale.user_id AS seller_id,
                   CASE told.kind WHEN 'order.confirmed' THEN 'order' ELSE told.kind END AS kind,
                   contact.commercial_partner_id AS partner_id,
                   'sale.order' AS res_model, sale.id AS res_id,
                   (told.kind = 'order.confirmed')::int AS order_count,
                   (told.kind = 'order.changed')::int AS changed_count,
                   (told.kind = 'order.cancelled')::int AS cancelled_count,
                   (told.kind = 'order.returned')::int AS returned_count
              FROM (%s) told
              JOIN sale_order sale ON sale.id = told.order_id
              JOIN res_partner contact ON contact.id = sale.partner_invoice_id
            """, self._order_facts_sql(SQL("TRUE")))

    @api.model
    def _order_facts_sql(self, when):
        """Hook: confirmed orders, and those changed or cancelled afterwards, each kind once in a
        month however often it was. A bridge to deliveries appends those of which goods came back.

        :param when: `SQL` condition on `date`, the moment.
        :return: `SQL` select of key, order_id, kind, date, which is the day in the company; keys of
            a bridge leave 2 when they are divided by 3.
        """
        return SQL(
            """
            SELECT id::int8 * 3 AS key, id AS order_id, 'order.confirmed' AS kind, %(day)s AS date
              FROM (SELECT id, company_id, state, date_order AS date FROM sale_order) sale
             WHERE %(when)s
               AND (state = 'sale' OR EXISTS (
                    SELECT FROM ar_event gone
                     WHERE gone.kind = 'order.cancelled' AND gone.res_model = 'sale.order'
                       AND gone.res_id = sale.id))
             UNION ALL
           (SELECT DISTINCT ON (res_id, kind, date_trunc('month', day))
                   id::int8 * 3 + 1, res_id, kind, day
              FROM (SELECT id, res_id, kind, %(day)s AS day
                      FROM ar_event
                     WHERE kind IN ('order.changed', 'order.cancelled')
                       AND res_model = 'sale.order' AND %(when)s) event
          ORDER BY res_id, kind, date_trunc('month', day), id)
            """, when=when,
            day=self.env['res.company']._ar_day_sql(SQL("date"), SQL("company_id")))
