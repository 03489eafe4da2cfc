from odoo import Command, fields, models


class ArContractTemplate(models.Model):
    """What contracts begin with: usual terms and clauses. Who owns a template looks at it again
    from time to time; contracts keep what they were made with."""
    _name = 'ar.contract.template'
    _description = "Contract Template"
    _inherit = ['ar.contract.terms', 'ar.reviewed', 'ar.logged']
    _logged_as = 'contract.template_'
    _check_company_auto = True
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for all companies.")
    clause_ids = fields.One2many('ar.contract.clause', 'template_id', copy=True)
    owner_id = fields.Many2one(
        'res.users', domain=[('share', '=', False)], default=lambda self: self.env.user,
        help="Answers for this template.")
    next_review_date = fields.Date(
        string="Next Review", default=lambda self: self._next_review(),
        help="On this day the owner is reminded to look at the template again.")
    contract_count = fields.Integer(string="Contracts", compute='_compute_contract_count')

    # === COMPUTE === #

    def _compute_contract_count(self):
        counts = dict(self.env['ar.contract']._read_group(
            [('template_id', 'in', self.ids)], ['template_id'], ['__count']))
        for template in self:
            template.contract_count = counts.get(template, 0)

    # === ACTIONS === #

    def action_contracts(self):
        """List the contracts that were made with this template."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('ar_optimization.ar_contract_action'),
            'domain': [('template_id', 'in', self.ids)], 'context': {},
        }

    # === BUSINESS === #

    def _image(self):
        """Terms and clauses as JSON values."""
        return {
            **self.env['ar.event']._image(self, ('active', 'company_id', *self._term_names())),
            'clause_ids': [
                Command.create(values) for values in self.clause_ids._commands_values()],
        }

    def _contract_values(self, partner):
        """What a contract begins with: terms, and the clauses in the customer's language.

        :return: values as `create` takes them.
        """
        template = self.with_context(lang=partner.lang or self.env.lang)
        return {
            **{name: self._fields[name].convert_to_write(self[name], self)
               for name in self._term_names()},
            'clause_ids': [
                Command.clear(),
                *(Command.create(values) for values in template.clause_ids._commands_values())],
        }
