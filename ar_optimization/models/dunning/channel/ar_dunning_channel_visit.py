from odoo import api, models


class ArDunningChannelVisit(models.AbstractModel):
    """Visit (上门): an activity as a call is, with the address."""
    _name = 'ar.dunning.channel.visit'
    _inherit = ['ar.dunning.channel.phone']
    _description = "Dunning by Visit"

    _code = 'visit'

    @api.model
    def _why_not(self, notice):
        # OVERRIDES 'ar.dunning.channel.phone'
        if not any(notice._people().mapped('street')):
            return self.env._("Nobody knows an address of %s.", notice.partner_id.display_name)
        return ""

    @api.model
    def _where(self, person):
        # OVERRIDES 'ar.dunning.channel.phone'
        address = person._display_address(without_company=True)
        return person.street and ", ".join(line for line in address.splitlines() if line)
