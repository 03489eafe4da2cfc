from markupsafe import Markup

from odoo import api, fields, models

VALID, BROKEN = 'fa-check-circle text-success', 'fa-times-circle text-danger'


class ArEventCheck(models.TransientModel):
    """Form that verifies the event log, also against heads that were mailed out."""
    _name = 'ar.event.check'
    _description = "Check of the Event Log"

    heads = fields.Text(
        help="Paste the mail with the head, or several: every company's line is found in it.")
    state = fields.Selection(
        [('ask', "Not Checked"), ('valid', "Valid"), ('broken', "Broken")],
        default='ask', required=True)
    result = fields.Html(readonly=True, sanitize=False)

    def action_check(self):
        """Verify the companies the user works in and show the result."""
        self.ensure_one()
        heads = self.env['ar.event.seal']._parse_heads(self.heads or '')
        results = self.env['ar.event'].verify(heads=heads)
        self.write({
            'state': 'valid' if all(result['valid'] for result in results) else 'broken',
            'result': Markup().join(self._describe(result, heads) for result in results),
        })
        return self._reopen()

    @api.model
    def action_verify(self):
        """Verify at once, without heads: the button over the log."""
        return self.create({}).action_check()

    def _reopen(self):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Check of the Event Log"),
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'target': 'new',
        }

    @api.model
    def _describe(self, result, heads):
        """One paragraph for one company's result."""
        if not result['valid']:
            text = result['problem']
        elif result['company_id'] in heads:
            text = self.env._("Sealed events, unchanged and leading to the head given: %s",
                              result['sealed'])
        else:
            text = self.env._("Sealed events, all unchanged: %s", result['sealed'])
        waiting = self.env._("Waiting for the next seal: %s", result['waiting'])
        return Markup(
            '<p><i class="fa {icon}"></i> <b>{name}</b><br/>{text}<br/>'
            '<small class="text-muted">{waiting}</small><br/>'
            '<small class="text-muted text-break font-monospace">{head}</small></p>'
        ).format(
            icon=VALID if result['valid'] else BROKEN,
            name=result['company_name'], text=text, waiting=waiting, head=result['head'])
