# expect: status=ok exit=0
# stdout: "pyodide.code.run_js: ModuleNotFoundError\npyodide._run_js.run_js: ModuleNotFoundError\npyodide.code.eval_code: ModuleNotFoundError\n_pyodide._base.eval_code: ModuleNotFoundError\njs.eval: ModuleNotFoundError\njs.Function: ModuleNotFoundError\njs.globalThis.eval: ModuleNotFoundError\npyodide_js._api.rawRun: ModuleNotFoundError\npyodide_js._module: ModuleNotFoundError\npyodide_kernel: ModuleNotFoundError\npyodide_js.runPython: ModuleNotFoundError\nmicropip: ModuleNotFoundError\npyodide_js.loadPackage: ModuleNotFoundError\n"
# tries: Pyodide's own functions that evaluate JavaScript or Python past a block list, by each path to them
# without: the number 42, computed by JavaScript
# source: https://github.com/pyodide/pyodide/issues/4120 (run_js where js was unregistered)
# source: CVE-2025-68668 (n8n): https://github.com/n8n-io/n8n/pull/14356
import importlib

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

def reach(module: str, *path: str):
    found = importlib.import_module(module)
    for name in path:
        found = getattr(found, name)
    return found("6 * 7")


attempt("pyodide.code.run_js", lambda: reach("pyodide.code", "run_js"))
attempt("pyodide._run_js.run_js", lambda: reach("pyodide._run_js", "run_js"))
attempt("pyodide.code.eval_code", lambda: reach("pyodide.code", "eval_code"))
attempt("_pyodide._base.eval_code", lambda: reach("_pyodide._base", "eval_code"))
attempt("js.eval", lambda: reach("js", "eval"))
attempt("js.Function", lambda: reach("js", "Function", "constructor"))
attempt("js.globalThis.eval", lambda: reach("js", "globalThis", "eval"))
attempt("pyodide_js._api.rawRun", lambda: reach("pyodide_js", "_api", "rawRun"))
attempt("pyodide_js._module", lambda: reach("pyodide_js", "_module", "FS", "readFile"))
attempt("pyodide_kernel", lambda: reach("pyodide_kernel", "interpreter", "run"))
attempt("pyodide_js.runPython", lambda: reach("pyodide_js", "runPython"))
attempt("micropip", lambda: reach("micropip", "install"))
attempt("pyodide_js.loadPackage", lambda: reach("pyodide_js", "loadPackage"))
