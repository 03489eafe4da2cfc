"""Compare the test files on disk with what ran and with what Odoo's own runner would run.

Three ways lose tests without a word: two files of one name in two rooms, a file that its
``__init__`` does not import, and a class that is no Odoo test case.
"""

from pathlib import Path


class Inventory:
    """Gathers what happened in one run; ``problems`` judges it.

    :param root: the repository's folder
    :param addons: names of the addons whose tests must all have run
    """

    def __init__(self, root, addons):
        self.root = Path(root)
        self.addons = list(addons)
        self.classes = {}
        self.files_run = set()

    def collected(self, path, cls):
        """Note a test class that pytest found in a file (``cls`` is None for doctests)."""
        if cls is not None:
            self.classes.setdefault(Path(path), set()).add(cls)

    def ran(self, path):
        """Note that a test of this file, relative to the root, was run to its end."""
        self.files_run.add(self.root / path)

    def problems(self):
        """Return one sentence for each file or class that is left out."""
        files = self.files_on_disk()
        seen_by_odoo = self.files_of_odoo_runner()
        return [
            *(f"{file}: none of its tests was run" for file in files if file not in self.files_run),
            *(f"{file}: Odoo's own runner does not see it (imported? unique name?)"
              for file in files if file not in seen_by_odoo),
            *(f"{file}: {cls.__name__} is no Odoo test case, Odoo's runner skips it"
              for file in files for cls in self.classes.get(file, ())
              if not hasattr(cls, 'test_tags')),
        ]

    def files_on_disk(self):
        """Return every ``test_*.py`` under the addons' ``tests``."""
        return sorted(
            file for addon in self.addons
            for file in (self.root / addon / 'tests').rglob('test_*.py')
        )

    def files_of_odoo_runner(self):
        """Return the files in which Odoo's loader finds at least one test."""
        from odoo.tests import loader  # noqa: PLC0415 only importable once Odoo is set up

        return {
            Path(module.__file__)
            for addon in self.addons
            for module in loader.get_test_modules(addon)
            if next(iter(loader.get_module_test_cases(module)), None)
        }
