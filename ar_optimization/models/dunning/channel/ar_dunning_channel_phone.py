from markupsafe import Markup, escape

from odoo import api, fields, models

from ....tools import contact


class ArDunningChannelPhone(models.AbstractModel):
    """Phone call: an activity for who looks after the customer, with number and script. What it
    comes to is reported in the contact log, and changes what happens next."""
    _name = 'ar.dunning.channel.phone'
    _inherit = ['ar.dunning.channel']
    _description = "Dunning by Phone"

    _code = 'phone'

    @api.model
    def _why_not(self, notice):
        # OVERRIDES 'ar.dunning.channel'
        if not any(notice._people().mapped('phone')):
            return self.env._("Nobody knows a phone number of %s.", notice.partner_id.display_name)
        return ""

    @api.model
    def _deliver(self, notices, failures):
        # OVERRIDES 'ar.dunning.channel'
        self._at_once(notices, self._plan, failures)

    @api.model
    def _plan(self, notices):
        """Plan one activity for each notice, on the next working day.

        :return: {notice: activity}
        """
        day = contact.workday(fields.Date.context_today(self))
        notices.write({'delivery': 'planned'})
        return {notice: self._plan_one(notice, day) for notice in notices}

    @api.model
    def _plan_one(self, notice, day):
        user = notice.account_id._dunning_responsible()
        notice = notice.with_context(lang=user.lang)
        return notice.account_id.with_context(mail_activity_quick_update=True)._plan_contact(
            self._code, day, user, self._brief(notice))

    @api.model
    def _brief(self, notice):
        """What whoever calls needs: whom, how much, and what to say.

        :return: `Markup`
        """
        lines = [
            f"{person.name or person.display_name}: {where}"
            for person in notice._people() if (where := self._where(person))]
        lines.append(notice._asked_text())
        script = (notice.level_id.script or "").splitlines()
        return Markup("").join(
            Markup("<p>%s</p>") % escape(line) for line in (*lines, *script) if line)

    @api.model
    def _where(self, person):
        """Hook: where a person of the customer is reached."""
        return person.phone
