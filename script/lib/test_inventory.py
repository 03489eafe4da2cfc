"""Compare the test files on disk with what ran and with what Odoo's own runner would run.

Four ways lose tests without a word: two files of one name in two rooms, a file that its
``__init__`` does not import, a class that is no Odoo test case, and one whose test methods are all
inherited (Odoo's loader wants ``allow_inherited_tests_method``).
"""

from pathlib import Path


class Inventory:
    """Gathers what happened in one run; ``problems`` judges it.

    :param root: the repository's folder
    :param folders: folders inside it, such as ``addon/tests``, whose tests must all have run, or
        single files
    """

    def __init__(self, root, folders):
        self.root = Path(root)
        self.folders = list(folders)
        self.classes = {}
        self.files_run = set()

    def collected(self, path, cls):
        """Note a test class that pytest found in a file (``cls`` is None for doctests)."""
        if cls is not None:
            self.classes.setdefault(Path(path), set()).add(cls)

    def ran(self, path):
        """Note that a test of this file, relative to the root, was run or skipped with a reason."""
        self.files_run.add(self.root / path)

    def problems(self):
        """Return one sentence for each file or class that is left out."""
        files = self.files_on_disk()
        seen = self.names_of_odoo_runner()
        return [
            *(f"{file}: none of its tests was run" for file in files if file not in self.files_run),
            *(f"{file}: Odoo's own runner does not see it (imported? unique name?)"
              for file in files if not any(path == file for path, _ in seen)),
            *(f"{file}: Odoo's own runner sees no test of {cls.__name__} (an Odoo test case? tests"
              " of its own?)"
              for file in files for cls in self.classes.get(file, ())
              if (file, cls.__name__) not in seen),
        ]

    def files_on_disk(self):
        """Return every ``test_*.py`` under the folders, and each file that was named itself."""
        paths = [self.root / folder for folder in self.folders]
        return sorted(
            file for path in paths
            for file in ([path] if path.is_file() else path.rglob('test_*.py')))

    def names_of_odoo_runner(self):
        """Return (file, class name) for each test class from which Odoo's loader takes a test."""
        from odoo.tests import loader  # noqa: PLC0415 only importable once Odoo is set up

        return {
            (Path(module.__file__), type(test).__name__)
            for addon in {Path(folder).parts[0] for folder in self.folders}
            for module in loader.get_test_modules(addon)
            for test in loader.get_module_test_cases(module)
            if hasattr(test, 'test_tags')  # without them its tag selector drops the test
        }
