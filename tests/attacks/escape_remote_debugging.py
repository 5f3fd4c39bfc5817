# expect: status=ok exit=0
# stdout: "import ModuleNotFoundError\ncreate ImportError\nasyncio.tools ModuleNotFoundError\n"
# tries: reads the memory of other processes through CPython's unwinder for debuggers
# without: the stack of the process with that number
# source: own
import _imp
import importlib.machinery


def use(module):
    for pid in (1, 2, 42):
        print("ESCAPED", module.RemoteUnwinder(pid, all_threads=True).get_stack_trace())


def attempt(what, load):
    try:
        use(load())
    except ImportError as error:
        print(what, type(error).__name__, flush=True)


def create():
    importer = importlib.machinery.BuiltinImporter
    module = _imp.create_builtin(importlib.machinery.ModuleSpec("_remote_debugging", importer))
    if module is None or not hasattr(module, "RemoteUnwinder"):
        raise ImportError("nothing was made")
    return module


attempt("import", lambda: __import__("_remote_debugging"))
attempt("create", create)
attempt("asyncio.tools", lambda: importlib.import_module("asyncio.tools"))
