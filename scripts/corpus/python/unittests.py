# Runs the unit tests of MODULE.
import importlib
import unittest


class Recorder(unittest.TestResult):
    """Tells each test's outcome when it is known, so that what ran before a kill is known as well."""

    def addSuccess(self, test):
        super().addSuccess(test)
        tell("ok", test.id())

    def addError(self, test, error):
        super().addError(test, error)
        tell("fail", test.id(), describe(error))

    def addFailure(self, test, error):
        super().addFailure(test, error)
        tell("fail", test.id(), describe(error))

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            tell("fail", test.id(), describe(error))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        tell("skip", getattr(test, "test_case", test).id(), reason)

    def addExpectedFailure(self, test, error):
        super().addExpectedFailure(test, error)
        tell("ok", test.id())

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        tell("fail", test.id(), "unexpected success")


def describe(error):
    """An exception in a line: its type, and the first line of its text."""
    kind, value, _ = error
    try:
        text = str(value).strip()
    except Exception:
        text = "no text"
    return f"{kind.__name__}: {(text.splitlines() or [''])[0]}"


def run_unittests():
    try:
        module = importlib.import_module(MODULE)
    except unittest.SkipTest as skip:
        tell("skip", MODULE, str(skip))
        return
    if support := sys.modules.get("test.support"):
        # As CPython's own runner has it: no test that needs a network, a display or much time.
        support.use_resources = []
    unittest.defaultTestLoader.loadTestsFromModule(module).run(Recorder())


run_unittests()
end()
