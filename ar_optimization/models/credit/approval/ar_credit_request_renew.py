from odoo import models


class ArCreditRequest(models.Model):
    """What has changed since a request was made is not decided upon unseen: it is asked again,
    with the figures and under the rule of today."""
    _inherit = 'ar.credit.request'

    # === BUSINESS === #

    def _renew_outdated(self):
        """Ask again what somebody else has changed meanwhile, or what falls under another rule
        by now: what was decided on its steps so far counts no more.

        :return: these requests, of which `_notify_renewed` tells.
        """
        changes = {}
        for company, requests in self.grouped('company_id').items():
            rules = self.env['ar.approval.rule']._for_company(company)
            for request in requests:
                if lines := request._changed_since(rules):
                    request._renew(rules, lines)
                    changes[request.id] = lines
        renewed = self.browse(changes)
        renewed._create_steps()
        renewed._ask_approvers()
        return renewed

    def _changed_since(self, rules):
        """What has changed since the request was made, in lines of text.

        :param rules: the company's, as `_for_company` gives them.
        """
        given = self.amount if self.amount_given else None
        *__, rule, __ = self._matched(rules, given)
        lines = []
        if rule != self.rule_id:
            lines.append(self.env._(
                "It falls under another rule now: %s.",
                rule.name or self.env._("a credit manager decides")))
        if self._image_now(self.values) != (self.before or {}):
            lines.append(self.env._("Somebody has changed it meanwhile."))
        return lines

    def _renew(self, rules, lines):
        asked, number = self.date_submitted, self.name
        self.activity_unlink(['ar_optimization.mail_activity_approve'])
        self.step_ids.unlink()
        self._freeze(rules, asked, {}, self.amount if self.amount_given else None)
        self.write({'name': number, 'escalated': False})
        self.env['ar.event']._log(
            'request.renewed', self, reason=" ".join(lines),
            before={self.id: self.before}, after={self.id: self.values},
            numbers={self.id: self.figures})
        self.message_post(body=" ".join(lines), subtype_xmlid='mail.mt_note')

    def _notify_renewed(self, renewed):
        """Tell who wanted to approve that it is to be looked at again."""
        return self.env['ar.event']._notify(
            self.env._("Not approved yet: changed since it was asked for. Look at the figures of "
                       "today and decide again."),
            [f"{request.display_name}: {request.summary}" for request in renewed])
