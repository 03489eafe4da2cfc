from odoo import api, fields, models
from odoo.tools.misc import formatLang


class ArCollectorShareOut(models.TransientModel):
    """Show how much each collector would have, before the customers of a pool are shared out
    anew."""
    _name = 'ar.collector.share.out'
    _description = "Share Out Customers Anew"

    pool_id = fields.Many2one('ar.collector.pool', required=True, readonly=True)
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    @api.depends('pool_id')
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = self.env['ir.qweb']._render(
                'ar_optimization.ar_collector_share_out_preview', wizard._preview_values())

    def _preview_values(self):
        """Customers and overdue amount of each collector, as they are and as they would be, and how
        many customers would get another one.

        :raise AccessError: for who is no credit manager of the pool's company.
        """
        self.env.user._ar_check_role('credit_manager')
        pool = self.pool_id._origin
        pool.check_access('write')
        rows = pool._all_rows()
        chosen = pool.sudo()._choose(rows, {})
        now, then, moved = {}, {}, 0
        for row in rows:
            old, amount = row['collector_id'], row['amount']
            new = chosen.get(row['id'], old)
            moved += new != old
            for figures, user in ((now, old), (then, new)):
                count, total = figures.get(user, (0, 0.0))
                figures[user] = count + 1, total + float(amount)
        return {
            'moved': moved,
            'rows': [
                {'name': name, 'now': self._figures(now.get(user)),
                 'then': self._figures(then.get(user))}
                for name, user in self._named({*now, *then})],
        }

    def _named(self, user_ids):
        """Names of collectors, sorted, with their ids; last of all nobody."""
        users = self.env['res.users'].sudo().browse(user for user in user_ids if user)
        named = sorted((user.name, user.id) for user in users)
        return named + [(self.env._("Nobody"), None)] * (None in user_ids)

    def _figures(self, figures):
        count, total = figures or (0, 0.0)
        return {
            'count': count,
            'amount': formatLang(self.env, total, currency_obj=self.pool_id.currency_id)}

    def action_apply(self):
        """Share the customers out; the log undoes it.

        :raise AccessError: for who is no credit manager.
        """
        self.ensure_one()
        return self.pool_id.action_share_out()
