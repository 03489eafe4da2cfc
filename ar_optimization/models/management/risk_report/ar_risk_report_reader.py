from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import clean_context

TEMPLATE = 'ar_optimization.mail_template_risk_report'
# What the reader says, and what the credit manager answers.
SAID, ANSWERED = {'opinion', 'feedback'}, {'answer'}


class ArRiskReportReader(models.Model):
    """One reader of a risk report: when it was sent and read, what the reader thinks of it,
    and what was made of that."""
    _name = 'ar.risk.report.reader'
    _description = "Reader of a Risk Report"
    _order = 'report_id desc, id'
    _rec_name = 'user_id'

    report_id = fields.Many2one(
        'ar.risk.report', string="Risk Report", required=True, readonly=True, index=True,
        ondelete='cascade')
    company_id = fields.Many2one(
        related='report_id.company_id', store=True, index=True, precompute=True)
    user_id = fields.Many2one(
        'res.users', string="Reader", required=True, index=True, ondelete='cascade',
        domain=[('share', '=', False)])
    sent_on = fields.Datetime(readonly=True, copy=False)
    read_on = fields.Datetime(readonly=True, copy=False)
    reminded_on = fields.Date(readonly=True, copy=False)
    reminder_count = fields.Integer(
        string="Times Reminded", readonly=True, copy=False, aggregator=None)
    opinion = fields.Selection(
        [
            ('helps', "Helps me"), ('unclear', "Is not clear"), ('missing', "Something is missing"),
            ('wrong', "Something is wrong"),
        ],
        copy=False)
    feedback = fields.Text(
        copy=False, help="What is to be different next time. The next report shows it.")
    feedback_on = fields.Datetime(readonly=True, copy=False)
    answer = fields.Text(
        string="What Was Made of It", copy=False, help="Shown in the next report.")

    _once = models.UniqueIndex("(report_id, user_id)", "This reader is on the list already.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self = self.with_context(clean_context(self.env.context))
        if not self.env.su:
            vals_list = [
                {name: vals[name] for name in ('report_id', 'user_id') if name in vals}
                for vals in vals_list]
        readers = super().create(vals_list)
        if not self.env.su:
            readers._check_list()
        return readers

    def write(self, vals):
        if not self.env.su:
            self._check_writable(vals.keys())
            if vals.keys() & SAID:
                vals = {**vals, **self._said()}
                return super(ArRiskReportReader, self.sudo()).write(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_list()

    def _check_list(self):
        """Refuse changes of the list once the report is out; it may grow by signing only.

        :raise AccessError: for who is no credit manager.
        """
        self.env.user._ar_check_role('credit_manager')
        self.report_id._check_draft()

    def _check_writable(self, names):
        self.check_access('write')
        if names <= SAID:
            if any(reader.user_id != self.env.user or reader.sudo().report_id.state != 'signed'
                   for reader in self):
                raise AccessError(self.env._("Only the reader says what he thinks."))
        elif names <= ANSWERED:
            self.env.user._ar_check_role('credit_manager')
        elif names <= {'user_id'}:
            self._check_list()
        else:
            raise AccessError(self.env._("Readers are told and confirm by themselves."))

    # === ACTIONS === #

    def action_close(self):
        """Close the dialog; what was typed is kept by Odoo."""
        return {'type': 'ir.actions.act_window_close'}

    # === BUSINESS === #

    @api.model
    def _said(self):
        return {'feedback_on': fields.Datetime.now()}

    def _confirm(self):
        """Note that these read the report, once."""
        for reader in self.filtered(lambda reader: not reader.read_on):
            reader.read_on = fields.Datetime.now()
            self.env['ar.event']._log('report.read', reader.report_id)

    def _send(self, reminder=False):
        """Send the link to these readers.

        :param bool reminder: they were told before.
        """
        readers = self.filtered(lambda reader: reader.user_id.active)
        if not readers:
            return
        now = fields.Datetime.now()
        if reminder:
            for reader in readers:
                reader.write({
                    'reminded_on': fields.Date.context_today(self),
                    'reminder_count': reader.reminder_count + 1})
        else:
            readers.write({'sent_on': now})
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        mailed = readers.filtered(lambda reader: reader.user_id.email)
        if template and mailed:
            template.send_mail_batch(mailed.ids)

    def _url(self):
        return f"{self.get_base_url()}/odoo/risk-reports/{self.report_id.id}"

    def _row(self):
        """What the next report keeps of this feedback."""
        return {
            'reader': self.user_id.name, 'opinion': self.opinion or "",
            'feedback': self.feedback or "", 'answer': self.answer or ""}
