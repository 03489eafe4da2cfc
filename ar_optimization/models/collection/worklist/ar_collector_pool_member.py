from odoo import api, fields, models


class ArCollectorPoolMember(models.Model):
    """A collector of a pool, and how much of its work is hers."""
    _name = 'ar.collector.pool.member'
    _description = "Member of a Pool of Collectors"
    _inherit = ['ar.logged.part']
    _check_company_auto = True
    _order = 'pool_id, id'
    _rec_name = 'user_id'
    _part_of = 'pool_id'

    pool_id = fields.Many2one(
        'ar.collector.pool', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='pool_id.company_id', store=True, index=True)
    user_id = fields.Many2one(
        'res.users', string="Collector", required=True, ondelete='cascade', check_company=True,
        domain=lambda self: [('all_group_ids', 'in', self.env.ref(
            'ar_optimization.group_collector').ids)])
    share = fields.Float(
        default=1.0, help="Of the work, beside those of the others: 2 gets twice as much as 1.")
    customer_count = fields.Integer(
        string="Customers", compute='_compute_customer_count',
        help="Customers of this company whose collector this is.")

    _user_unique = models.UniqueIndex(
        '(pool_id, user_id)', "This collector is in the pool already.")
    _share_positive = models.Constraint('CHECK (share >= 0)', "A share cannot be negative.")

    # === COMPUTE === #

    @api.depends('user_id')
    def _compute_customer_count(self):
        counts = {
            (user, company): count
            for user, company, count in self.env['ar.credit.account']._read_group(
                [('collector_id', 'in', self.user_id.ids)], ['collector_id', 'company_id'],
                ['__count'])}
        for member in self:
            member.customer_count = counts.get((member.user_id, member.company_id), 0)
