"""Rules about computed fields, as functions over a tree of files; see ``architecture``.

What a client sends to `onchange` is the form as the client has it, whatever is stored: fields that
are computed with all rights are computed from it, too. And a stored field that follows a journal
item through a link of ours makes every posting look for the records that have that link.
"""

import ast
import csv
from collections import defaultdict
from typing import NamedTuple

from .architecture import Violation, class_strings, model_classes

ACCESS = 'security/ir.model.access.csv'
LEDGER = ('account.move', 'account.move.line')
LINKS = ('Many2one', 'Many2many', 'One2many')

# Computed with all rights from what a form says, and right so.
FROM_THE_FORM = {
    'account.move._compute_ar_contract_ref': "number of the contract that the form has found",
    'ar.contract.version._compute_legal_warning': "terms of a draft against laws, open to all",
    'ar.risk.report._compute_read_count': "counts the readers that the form itself has",
    'ar.risk.report._compute_is_mine_to_read': "looks for the user himself only",
}
# Stored, and looked for when a journal item or entry changes: by an index, few, or seldom.
FOLLOWING_THE_LEDGER = {
    'ar.agreed.item.date_maturity': "due dates change seldom; lists are sorted by it",
    'ar.dispute.invoice_user_id': "salespeople change seldom; record rules read it",
    'ar.legal.case.is_stopped': "claims in court are few, and a payment ends their limitation",
    'ar.legal.case.limitation_date': "see is_stopped",
    'ar.legal.case.rule_id': "see is_stopped",
    'ar.placement.line.date_maturity': "due dates change seldom; lists are sorted by it",
}


class Field(NamedTuple):
    """One definition of a field: where, of which kind, linked to what, computed how."""

    path: str
    line: int
    kind: str
    comodel: str | None
    options: dict


class Model:
    """What the classes of a tree say about one model."""

    def __init__(self):
        self.parents, self.methods, self.fields = [], defaultdict(list), defaultdict(list)


def read_models(tree):
    """Return the models of a tree by name.

    >>> models = read_models({'models/a.py': '''
    ... class A(models.Model):
    ...     _name = 'ar.a'
    ...     _inherit = ['ar.b']
    ...     b_id = fields.Many2one('ar.b', store=True)
    ... '''})
    >>> models['ar.a'].parents, models['ar.a'].fields['b_id'][0].comodel
    (['ar.b'], 'ar.b')
    """
    models = defaultdict(Model)
    for path, text in tree.items():
        if not path.endswith('.py') or path.startswith('tests/'):
            continue
        for node in model_classes(ast.parse(text)):
            inherited = class_strings(node, '_inherit')
            name = (class_strings(node, '_name') or inherited)[0]
            models[name].parents += [parent for parent in inherited if parent != name]
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    models[name].methods[part.name].append(part)
                elif field := field_of(path, part):
                    models[name].fields[part.targets[0].id].append(field)
    return models


def field_of(path, node):
    """Return what a statement `name = fields.Kind(…)` defines, None for any other."""
    call = getattr(node, 'value', None)
    if not isinstance(node, ast.Assign) or not isinstance(call, ast.Call):
        return None
    if not isinstance(call.func, ast.Attribute) or getattr(call.func.value, 'id', '') != 'fields':
        return None
    texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
    options = {
        word.arg: word.value.value
        for word in call.keywords if isinstance(word.value, ast.Constant)}
    comodel = texts[0] if texts and call.func.attr in LINKS else None
    return Field(path, node.lineno, call.func.attr, comodel, options)


def lookup(models, name, kind, key):
    """Return the definitions of a field (kind `fields`) or method of a model, its own first."""
    found = list(getattr(models[name], kind).get(key, ()))
    for parent in models[name].parents:
        if parent in models:
            found += lookup(models, parent, kind, key)
    return found


# === WHAT A FORM SAYS === #

def computed_from_the_form(tree):
    """Return a violation for each method that computes fields with all rights, for whom they are
    shown to, and never looks at `_origin`, by name. Models that nobody writes have no form.

    :return: {model.method: Violation}
    """
    models, found = read_models(tree), {}
    for name in sorted(models.keys() - read_only_models(tree)):
        for field in (each for same in models[name].fields.values() for each in same):
            method = field.options.get('compute')
            if not field.options.get('compute_sudo') or field.options.get('store'):
                continue
            if not reads_origin(lookup(models, name, 'methods', method)):
                found[f'{name}.{method}'] = Violation(
                    field.path, field.line, f"{method} computes from what a form says")
    return found


def read_only_models(tree):
    """Return the models that nobody writes or creates, by the table of access rights."""
    rows = list(csv.DictReader(tree.get(ACCESS, '').splitlines()))
    written = {row['model_id:id'] for row in rows if '1' in (row['perm_write'], row['perm_create'])}
    return {
        row['model_id:id'].removeprefix('model_').replace('_', '.')
        for row in rows if row['model_id:id'] not in written}


def reads_origin(methods):
    """Tell whether one of several definitions of a method looks at `_origin`."""
    return any(
        isinstance(node, ast.Attribute) and node.attr == '_origin'
        for method in methods for node in ast.walk(method))


# === WHAT FOLLOWS THE LEDGER === #

def stored_through_the_ledger(tree):
    """Return a violation for each stored field of ours that follows a field of an entry or a
    journal item through a link of ours, by name.

    :return: {model.field: Violation}
    """
    models, found = read_models(tree), {}
    for name in sorted(models):
        for key, (field, *_others) in models[name].fields.items():
            if not name.startswith('ar.') or not field.options.get('store'):
                continue
            for path in followed(models, name, field):
                if goes_through_ledger(models, name, path.split('.')):
                    found[f'{name}.{key}'] = Violation(
                        field.path, field.line, f"{key} is stored and follows {path}")
    return found


def followed(models, name, field):
    """Return the paths that a field follows."""
    if field.options.get('related'):
        return [field.options['related']]
    return [
        each.value for method in lookup(models, name, 'methods', field.options.get('compute'))
        for decorator in method.decorator_list
        if isinstance(decorator, ast.Call) and getattr(decorator.func, 'attr', '') == 'depends'
        for each in decorator.args if isinstance(each, ast.Constant)]


def goes_through_ledger(models, name, words):
    """Tell whether a path leads from a link of ours to a field of the ledger."""
    for word in words[:-1]:
        field = next(iter(lookup(models, name, 'fields', word)), None)
        if not field or not field.comodel:
            return False
        if name.startswith('ar.') and field.kind != 'One2many' and field.comodel in LEDGER:
            return True
        name = field.comodel
    return False
