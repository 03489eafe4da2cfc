from odoo import api, fields, models


class ArCollectorPoolMember(models.Model):
    """A collector of a pool, and how much of its work is hers."""
    _name = 'ar.collector.pool.member'
    _description = "Member of a Pool of Collectors"
    _check_company_auto = True
    _order = 'pool_id, id'
    _rec_name = 'user_id'

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

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        pools = self.env['ar.collector.pool'].browse(
            {vals['pool_id'] for vals in vals_list if vals.get('pool_id')})
        before = pools._images()
        made = super().create(vals_list)
        made._log_members(pools, before)
        return made

    def write(self, vals):
        pools = self.pool_id
        before = pools._images()
        result = super().write(vals)
        self._log_members(pools, before)
        return result

    def unlink(self):
        pools = self.pool_id
        before = pools._images()
        result = super().unlink()
        self._log_members(pools, before)
        return result

    @api.model
    def _log_members(self, pools, before):
        """Who joins a pool and who leaves it is in the log."""
        pools.invalidate_recordset(['member_ids'])
        self.env['ar.event']._log_changes(
            'worklist.pool_changed', pools, before, pools._images())
