"""What the code writes into the event log, read from the code: which kinds, about which records,
and the names of the values. See ``architecture``."""

import ast
from typing import NamedTuple

from .architecture import class_strings, model_classes

LOGGING = ('_log', '_log_changes', '_observe')
WITHOUT_VALUES = ('rule', 'reason', 'expiry')


class Logged(NamedTuple):
    """One call that logs: where, of which model, which kind (None when it is computed), about
    which records as they are written, and the names of its values."""

    path: str
    line: int
    model: str
    kind: str | None
    records: str
    names: frozenset


def logged(tree):
    """Return the calls of a tree that log.

    >>> tree = {'models/a.py': '''
    ... class A(models.Model):
    ...     _name = 'ar.a'
    ...     def act(self):
    ...         figures = {'late': 1}
    ...         self.env['ar.event']._log('a.done', self.b_id, after={self.id: {'state': 2}},
    ...             numbers={each.id: {**figures, 'rate': 3} for each in self})
    ... '''}
    >>> [(each.model, each.kind, each.records, sorted(each.names)) for each in logged(tree)]
    [('ar.a', 'a.done', 'self.b_id', ['late', 'rate', 'state'])]
    """
    return [
        call_of(path, node, function, call)
        for path, text in tree.items() if path.endswith('.py') and not path.startswith('tests/')
        for node in model_classes(ast.parse(text))
        for function in node.body if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and getattr(call.func, 'attr', '') in LOGGING and call.args]


def call_of(path, node, function, call):
    """Return what one call of a method of a model class logs."""
    [model, *_others] = class_strings(node, '_name') or class_strings(node, '_inherit')
    kind, *rest = call.args
    said = [*rest[1:], *(word.value for word in call.keywords if word.arg not in WITHOUT_VALUES)]
    return Logged(
        path, call.lineno, model, kind.value if isinstance(kind, ast.Constant) else None,
        ast.unparse(rest[0]) if rest else '',
        frozenset(name for each in said for name in value_names(each, function)))


def value_names(node, function):
    """Return the names of values in an expression: the keys that are written out; keys that are
    ids have the values one level below."""
    if isinstance(node, ast.Name):
        assigned = [
            each.value for each in ast.walk(function) if isinstance(each, ast.Assign)
            and getattr(each.targets[0], 'id', None) == node.id]
        return {name for each in assigned if not isinstance(each, ast.Name)
                for name in value_names(each, function)}
    if isinstance(node, ast.IfExp):
        return value_names(node.body, function) | value_names(node.orelse, function)
    if isinstance(node, ast.DictComp):
        return value_names(node.value, function)
    if not isinstance(node, ast.Dict):
        return set()
    found = set()
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant):
            found.add(key.value)
        else:
            found |= value_names(value, function)
    return found
