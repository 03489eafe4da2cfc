"""Helpers to test `tools/`: its doctests and properties, under Odoo's runner and pytest alike."""

import doctest

from hypothesis import HealthCheck, settings

# The same examples on every run, and no failure because a machine is busy.
examples = settings(
    deadline=None, derandomize=True, database=None, max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)


def check_doctests(case, *modules):
    """Run the doctests of modules inside a test case; each needs at least one.

    Odoo's runner takes only its own test classes, so that `load_tests` would be ignored.
    """
    finder = doctest.DocTestFinder(exclude_empty=True)
    for module in modules:
        report = []
        runner = doctest.DocTestRunner(verbose=False)
        for test in finder.find(module):
            runner.run(test, out=report.append)
        with case.subTest(module=module.__name__):
            case.assertTrue(runner.tries, "no doctest")
            case.assertFalse(runner.failures, "".join(report))
