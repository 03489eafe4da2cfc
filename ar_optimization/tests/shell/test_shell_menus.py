"""Every menu of the app opens for each of its groups: views, filters and what they read."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import datetime as safe_datetime
from odoo.tools.safe_eval import safe_eval

from ..common import ARCommon


@tagged('post_install', '-at_install')
class TestMenus(ARCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for days_overdue, partner in zip((-10, 20, 70), cls.customers(3), strict=True):
            cls.invoice(partner, 1000, when=-90, due=-days_overdue)
        cls.root = cls.env.ref('ar_optimization.menu_ar_root')

    def test_collector(self):
        self.open_all('collector')

    def test_credit_analyst(self):
        self.open_all('credit_analyst')

    def test_credit_manager(self):
        self.open_all('credit_manager')

    def open_all(self, role):
        user = self.role_user(role)
        menus = self.env['ir.ui.menu'].browse(
            self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()
        ).filtered(lambda menu: menu.parent_path.startswith(f'{self.root.id}/') and menu.action)
        self.assertGreater(len(menus), 20)
        for menu in menus:
            with self.subTest(menu=menu.complete_name), self.cr.savepoint():
                self.open(menu.action, user)

    def open(self, action, user):
        if action._name == 'ir.actions.server':
            action = action.with_user(user).with_context(
                allowed_company_ids=user.company_ids.ids).run()
        elif action._name == 'ir.actions.act_window':
            action = action._get_action_dict()
        if not action or action['type'] != 'ir.actions.act_window':
            return
        model = self.env[action['res_model']].with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids, **self.evaluated(action['context'], user))
        domain = self.evaluated(action['domain'], user) or []
        search = action['search_view_id'] and action['search_view_id'][0]
        views = [*action['views'], (search, 'search')]
        views = model.get_views(views, {'load_filters': True, 'toolbar': True})['views']
        self.compare_buttons(views)
        for kind, view in views.items():
            arch = etree.fromstring(view['arch'])
            if kind in ('list', 'kanban'):
                model.web_search_read(domain, self.specification(model, arch), limit=80)
            elif kind in ('pivot', 'graph'):
                self.read_groups(model, domain, arch)
            elif kind == 'search':
                self.apply_filters(model, domain, arch, user)

    def compare_buttons(self, views):
        """A phone shows cards: what begins above a list begins above them, but for files."""
        if {'list', 'kanban'} <= views.keys():
            above = [
                {node.get('name') for node in etree.fromstring(views[kind]['arch']).iterfind(
                    "header/button[@display='always']")} for kind in ('list', 'kanban')]
            self.assertFalse({
                name for name in above[0] - above[1] if not name.startswith('action_export')})

    def evaluated(self, text, user):
        if not isinstance(text, str):
            return text or {}
        return safe_eval(text.strip() or '{}', {
            'uid': user.id, 'active_id': False, 'active_ids': [], 'datetime': safe_datetime,
            'allowed_company_ids': user.company_ids.ids, 'relativedelta': relativedelta,
            'context_today': lambda: fields.Date.context_today(user), 'now': datetime.now,
            'current_date': fields.Date.to_string(self.today),
        })

    @staticmethod
    def specification(model, arch):
        """What the web client asks for: every field of the view, names of related records."""
        names = {node.get('name') for node in arch.iter('field')
                 if not any(parent.tag == 'field' for parent in node.iterancestors())}
        return {name: {'fields': {'display_name': {}}} if model._fields[name].relational else {}
                for name in names}

    def read_groups(self, model, domain, arch):
        measures, groups = ['__count'], []
        for node in arch.iter('field'):
            name, field = node.get('name'), model._fields[node.get('name')]
            if node.get('type') == 'measure':
                measures.append(f'{name}:{field.aggregator or "sum"}')
            elif node.get('type') in ('row', 'col') or arch.tag == 'graph':
                groups.append(f'{name}:{node.get("interval")}' if node.get('interval') else name)
        self.group(model, domain, groups, measures)

    @staticmethod
    def group(model, domain, groups, measures=('__count',)):
        """Dates are taken by month where no interval is named, as the web client does."""
        is_date = [':' not in name and model._fields[name].type in ('date', 'datetime')
                   for name in groups]
        model.formatted_read_group(
            domain, [f'{name}:month' if bare else name
                     for name, bare in zip(groups, is_date, strict=True)], measures)

    def apply_filters(self, model, domain, arch, user):
        for node in arch.iter('filter'):
            if node.get('domain'):
                model.search_count([*domain, *self.evaluated(node.get('domain'), user)])
            if name := self.evaluated(node.get('context') or '{}', user).get('group_by'):
                self.group(model, domain, [name] if isinstance(name, str) else name)
