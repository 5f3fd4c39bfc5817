# expect: status=ok exit=0
# stdout: "_testcapi ModuleNotFoundError\n_testinternalcapi ModuleNotFoundError\n_interpreters ModuleNotFoundError\nconcurrent.interpreters ModuleNotFoundError\nmodules here: []\n"
# tries: starts a second interpreter, in which nothing has been taken away yet
# without: Pyodide's modules in that interpreter
# source: own
import importlib
import sys

CODE = """
for name in ["js", "pyodide_js", "_pyodide_core", "_pyodide", "pyodide"]:
    try:
        __import__(name)
        print("ESCAPED", name, flush=True)
    except ImportError:
        pass
"""


def attempt(name, start):
    try:
        print(name, start(importlib.import_module(name)), flush=True)
    except ImportError as error:
        print(name, type(error).__name__, flush=True)


attempt("_testcapi", lambda module: module.run_in_subinterp(CODE))
attempt("_testinternalcapi", lambda module: module.run_in_subinterp_with_config(CODE))
attempt("_interpreters", lambda module: module.exec(module.create(), CODE))
attempt("concurrent.interpreters", lambda module: module.create().exec(CODE))
print("modules here:", [name for name in sys.modules if "pyodide" in name])
