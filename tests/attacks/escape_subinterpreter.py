# expect: status=ok exit=0
# stdout: "js ModuleNotFoundError\npyodide_js ModuleNotFoundError\n_pyodide_core ModuleNotFoundError\n_pyodide ModuleNotFoundError\npyodide ModuleNotFoundError\nmodules: []\nstatus 0\nModuleNotFoundError\nmodules here: []\n"
# tries: starts a second interpreter, in which nothing has been taken away yet
# without: Pyodide's modules in that interpreter
# source: own
import _testcapi
import sys

CODE = """
import sys
for name in ["js", "pyodide_js", "_pyodide_core", "_pyodide", "pyodide"]:
    try:
        __import__(name)
        print("ESCAPED", name, flush=True)
    except ImportError as error:
        print(name, type(error).__name__, flush=True)
print("modules:", [name for name in sys.modules if "pyodide" in name or name == "js"], flush=True)
"""
print("status", _testcapi.run_in_subinterp(CODE), flush=True)
try:
    import concurrent.interpreters

    concurrent.interpreters.create().exec(CODE)
except ImportError as error:
    print(type(error).__name__)
print("modules here:", [name for name in sys.modules if "pyodide" in name])
