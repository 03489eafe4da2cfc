"""The rules of ``doc/design.md`` about rooms, as functions over a tree of files.

Rooms have levels; a room names no model of a room above it. A tree is a dict of paths inside the
addon to texts, so that each rule is tested on a made-up tree. No ``odoo`` import: it also runs as
``python ar_optimization/tests/architecture.py``, without a database.
"""

import ast
import re
import sys
from pathlib import Path
from typing import NamedTuple

LEVELS = {
    'tools': 0, 'ledger': 1, 'insight': 2, 'credit': 3, 'incentive': 4, 'dunning': 4,
    'collection': 5, 'management': 6, 'shell': 7,
}
PACKAGE = 'odoo.addons.ar_optimization.'
ROOMED_FOLDERS = ('models', 'views', 'tests', 'data')
# What belongs to every room, or is loaded before all of them.
SHARED = ('security/', 'views/shell/ar_menus.xml', '__manifest__.py')
TEXT_SUFFIXES = ('.py', '.xml', '.csv', '.js', '.scss', '.sql')
MODEL_TOKEN = re.compile(r'(?<![\w.])(?:model_)?(ar(?:[._][a-z0-9]+)+)')
BRIDGE_TOKEN = re.compile(r'\bar_optimization_[a-z]\w*')


class Violation(NamedTuple):
    """One broken rule: where, and in words."""

    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


def read_tree(folder):
    """Return the texts of an addon's files by their path inside it; translations stay out."""
    folder = Path(folder)
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob('*'))
        if path.suffix in TEXT_SUFFIXES and 'static/lib' not in path.as_posix()
    }


def check(tree):
    """Return every violation in the tree."""
    return [
        violation
        for rule in (
            rule_models_of_rooms_above, rule_imports_of_rooms_above, rule_tools_are_pure,
            rule_files_in_rooms, rule_one_model_per_file, rule_test_files,
            rule_order_of_rooms, rule_order_of_manifest, rule_no_bridge,
        )
        for violation in rule(tree)
    ]


# === WHERE A FILE BELONGS === #

def room_of(path):
    """Return the room a file belongs to, or None when it belongs to all of them.

    >>> [room_of(p) for p in ('models/ledger/ar_event.py', 'tools/ageing.py', 'wizard/x.py')]
    ['ledger', 'tools', 'shell']
    >>> room_of('security/ar_rules.xml'), room_of('models/__init__.py')
    (None, None)
    """
    folder, *rest = path.split('/')
    if path.startswith(SHARED):
        return None
    if folder == 'tools':
        return 'tools'
    if folder in ROOMED_FOLDERS:
        return rest[0] if rest[0] in LEVELS else None
    return 'shell'


def level_of(path):
    """Return the level of a file's room; what belongs to all rooms may name all of them."""
    return LEVELS[room_of(path) or 'shell']


def models_of(tree):
    """Return the level of each model of ours by the file that defines it."""
    return {
        name: level_of(path)
        for path, text in tree.items()
        if path.endswith('.py') and not path.startswith('tests/')
        for class_node in model_classes(ast.parse(text))
        for name in defined_names(class_node)
    }


def model_classes(module):
    """Return the classes of a module that define or extend a model."""
    return [
        node for node in module.body
        if isinstance(node, ast.ClassDef)
        and (class_strings(node, '_name') or class_strings(node, '_inherit'))
    ]


def defined_names(class_node):
    """Return the models that a class defines, and not only extends.

    >>> defined_names(ast.parse("class A: _name = 'ar.x'; _inherit = ['ar.x', 'ar.y']").body[0])
    []
    """
    inherited = class_strings(class_node, '_inherit')
    return [name for name in class_strings(class_node, '_name') if name not in inherited]


def class_strings(class_node, attribute):
    """Return the strings a class gives to an attribute, ``_inherit`` may have several."""
    return [
        constant.value
        for node in class_node.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') == attribute
        for constant in ast.walk(node.value)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    ]


# === RULES === #

def rule_models_of_rooms_above(tree):
    """Yield each model named below its own room: in strings, SQL, XML and CSV."""
    models = models_of(tree)
    for path, text in tree.items():
        for line, name in named_models(path, text, models):
            if models[name] > level_of(path):
                yield Violation(path, line, f"names {name}, a model of a room above")


def named_models(path, text, models):
    """Yield (line, model) for each of the models that a file names as model or table."""
    for line, string in strings_of(path, text):
        for match in MODEL_TOKEN.finditer(string):
            words = match[1].split('.')
            for end in range(len(words), 0, -1):  # ar_event.id names the table ar_event
                name = '.'.join(words[:end]).replace('_', '.')
                if name in models:
                    yield line + string.count('\n', 0, match.start()), name
                    break


def strings_of(path, text):
    """Yield (line, string): the literals of Python less docstrings, the whole of other files."""
    if path.endswith('.py'):
        module = ast.parse(text)
        docstrings = set(docstrings_of(module))
        for node in ast.walk(module):
            if (isinstance(node, ast.Constant) and isinstance(node.value, str)
                    and node not in docstrings):
                yield node.lineno, node.value
    elif path.endswith(('.xml', '.csv', '.sql')):
        yield 1, re.sub(r'<!--.*?-->', lambda m: '\n' * m[0].count('\n'), text, flags=re.DOTALL)


def docstrings_of(module):
    """Yield the nodes that are docstrings: prose may look upwards."""
    for node in ast.walk(module):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if documented and ast.get_docstring(node):
            yield node.body[0].value


def rule_imports_of_rooms_above(tree):
    """Yield each import of a higher room's module."""
    folders = {path.split('/')[0] for path in tree if '/' in path}
    for path, line, module in imports_of(tree):
        if not module.startswith(PACKAGE):
            continue
        target = module.removeprefix(PACKAGE).replace('.', '/') + '/'
        room = room_of(target) if target.split('/')[0] in folders else None
        if room and LEVELS[room] > level_of(path):
            yield Violation(path, line, f"imports from {room}, a room above")


def imports_of(tree):
    """Yield (path, line, absolute module) for each import, relative ones resolved."""
    for path, text in tree.items():
        if not path.endswith('.py'):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                yield from ((path, node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = absolute_module(path, node)
                yield from ((path, node.lineno, f'{base}.{alias.name}') for alias in node.names)


def absolute_module(path, node):
    """Return the full name of the module an import statement imports from."""
    if not node.level:
        return node.module
    package = ['odoo', 'addons', 'ar_optimization', *path.split('/')[:-1]]
    return '.'.join([*package[:len(package) - node.level + 1], *filter(None, [node.module])])


def rule_tools_are_pure(tree):
    """Yield each import in ``tools/`` that reaches Odoo or leaves the folder."""
    for path, line, module in imports_of(tree):
        inside = module.startswith(f'{PACKAGE}tools')
        if path.startswith('tools/') and module.split('.')[0] == 'odoo' and not inside:
            yield Violation(path, line, f"tools/ must not import {module}")


def rule_files_in_rooms(tree):
    """Yield each model and view file that lies in no room."""
    for path in tree:
        folder, *rest = path.split('/')
        if folder in ('models', 'views') and rest[0] not in (*LEVELS, '__init__.py'):
            yield Violation(path, 1, "lies in no room")


def rule_one_model_per_file(tree):
    """Yield each file under ``models/`` and ``wizard/`` with two models or a foreign name."""
    for path, text in tree.items():
        if not path.startswith(('models/', 'wizard/')) or not path.endswith('.py'):
            continue
        classes = model_classes(ast.parse(text))
        if len(classes) > 1:
            yield Violation(path, classes[1].lineno, "a second model in one file")
        elif classes and not is_named_after(Path(path).stem, classes[0]):
            yield Violation(path, classes[0].lineno, "the file is not named after its model")


def is_named_after(stem, class_node):
    """Tell whether a file name fits its model; an extension may add what it is about.

    >>> extension = ast.parse("class A: _inherit = 'ar.event'").body[0]
    >>> is_named_after('ar_event', extension), is_named_after('ar_event_search', extension)
    (True, True)
    >>> is_named_after('ar_events', extension)
    False
    >>> mixed = ast.parse("class A: _name = 'ar.event'; _inherit = ['ar.x', 'ar.event']").body[0]
    >>> is_named_after('ar_event_lock', mixed)
    True
    """
    if own := defined_names(class_node):
        return stem in [name.replace('.', '_') for name in own]
    names = [name.replace('.', '_') for name in class_strings(class_node, '_inherit')]
    return stem in names or stem.startswith(tuple(f'{name}_' for name in names))


def rule_test_files(tree):
    """Yield each test file that is not ``tests/<room>/test_<room>_<subject>.py``, or not unique."""
    seen = set()
    for path in tree:
        folder, _, name = path.rpartition('/')
        if not path.startswith('tests/') or not name.startswith('test_'):
            continue
        room = folder.removeprefix('tests/')
        if room not in LEVELS or not name.startswith(f'test_{room}_'):
            yield Violation(path, 1, "is not named tests/<room>/test_<room>_<subject>.py")
        if name in seen:
            yield Violation(path, 1, "has the name of another test file: one of them is lost")
        seen.add(name)


def rule_order_of_rooms(tree):
    """Yield each room that ``models/__init__.py`` imports before a lower one."""
    path = 'models/__init__.py'
    rooms = [
        (node.lineno, alias.name)
        for node in ast.parse(tree.get(path, '')).body if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    yield from out_of_order(path, rooms)


def rule_order_of_manifest(tree):
    """Yield each data file that the manifest lists before one of a lower room."""
    path = '__manifest__.py'
    manifest = ast.parse(tree.get(path, '{}'), mode='eval').body
    files = [
        (element.lineno, room)
        for key, value in zip(manifest.keys, manifest.values, strict=True) if key.value == 'data'
        for element in value.elts if (room := room_of(element.value))
    ]
    yield from out_of_order(path, files)


def out_of_order(path, rooms):
    """Yield a violation for each (line, room) whose level is below the one before it."""
    highest = 0
    for line, room in rooms:
        if LEVELS.get(room, 6) < highest:
            yield Violation(path, line, f"{room} comes after a room above it")
        highest = max(highest, LEVELS.get(room, 6))


def rule_no_bridge(tree):
    """Yield each place where the core names one of the bridges beside it."""
    for path, text in tree.items():
        for match in BRIDGE_TOKEN.finditer(text):
            if path != 'tests/architecture.py' and not path.startswith('tests/shell/'):
                line = text.count('\n', 0, match.start()) + 1
                yield Violation(path, line, f"the core names the bridge {match[0]}")


if __name__ == '__main__':
    found = check(read_tree(Path(__file__).parents[1]))
    sys.stdout.writelines(f'{violation}\n' for violation in found)
    sys.exit(bool(found))
