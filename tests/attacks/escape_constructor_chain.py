# expect: status=ok exit=0
# stdout: "js.document: ModuleNotFoundError\njs.ImageData: ModuleNotFoundError\njs.Object: ModuleNotFoundError\npyodide_js: ModuleNotFoundError\nto_js: ModuleNotFoundError\ncreate_proxy: ModuleNotFoundError\ncreate_once_callable: ModuleNotFoundError\njsnull: ModuleNotFoundError\nJsException: ModuleNotFoundError\nrun_sync: ModuleNotFoundError\n"
# tries: takes whatever object of JavaScript Python was given, and climbs to the constructor of functions
# without: the global object of JavaScript, and with it processes of the host
# source: CVE-2026-5752 (Terrarium): https://github.com/cohere-ai/cohere-terrarium/pull/14
# source: thinkingbox: https://github.com/microsoft/thinkingbox-data/pull/22
import importlib

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

def climb(module: str, *path: str):
    found = importlib.import_module(module)
    for name in path:
        found = getattr(found, name)
    return found.constructor.constructor("return globalThis")()


def climb_from_call(module: str, name: str, *arguments):
    given = getattr(importlib.import_module(module), name)(*arguments)
    return given.constructor.constructor("return process.env")()


attempt("js.document", lambda: climb("js", "document"))
attempt("js.ImageData", lambda: climb("js", "ImageData"))
attempt("js.Object", lambda: climb("js", "Object"))
attempt("pyodide_js", lambda: climb("pyodide_js", "version"))
attempt("to_js", lambda: climb_from_call("pyodide.ffi", "to_js", []))
attempt("create_proxy", lambda: climb_from_call("pyodide.ffi", "create_proxy", print))
attempt("create_once_callable", lambda: climb_from_call("_pyodide_core", "create_once_callable", print))
attempt("jsnull", lambda: climb("pyodide.ffi", "jsnull"))
attempt("JsException", lambda: climb_from_call("pyodide.ffi", "JsException", "name", "message"))
attempt("run_sync", lambda: climb_from_call("pyodide.ffi", "run_sync", None))
