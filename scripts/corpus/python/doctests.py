# Runs the doctests of MODULE.
import doctest
import importlib


def run_doctests(module):
    for test in doctest.DocTestFinder().find(module, module.__name__):
        if not test.examples:
            continue
        said = []
        failed, _ = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
        lines = "".join(said).strip().splitlines() or [""]
        tell("fail" if failed else "ok", test.name, lines[-1].strip())


run_doctests(importlib.import_module(MODULE))
end()
