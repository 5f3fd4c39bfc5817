# expect: status=ok exit=0|status=crashed exit=139
# says: before
# tries: asks CPython's table of built-in modules for the one without a name, which is where Pyodide's native module was,
# tries: and has it build the bridge to JavaScript with stand-ins for Pyodide's Python files
# without: objects of JavaScript, whose constructor of functions compiles a text
# source: own
import _imp
import importlib.machinery
import sys
import types


METHODS = """append as_object_map as_py_json assign assign_to aclose asend athrow bind_sig catch clear close count destroy extend finally_ from_file
    get index insert items js_id keys new object_entries object_keys object_values pop popitem push remove reverse send setdefault
    subarray then throw to_bytes to_file to_memoryview to_py to_string to_weakref typeof unwrap update values write
    _into_file _new_exc __reversed__ __iter__ __next__ __dir__ __len__ __contains__ __getitem__ __setitem__""".split()


class StandIn(types.ModuleType):
    """Has whatever is asked of it: classes with every method that the native module documents."""

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "get_cmeth_docstring":
            return lambda function: "f()\n--\n\n"
        if name == "_JsProxyMetaClass":
            return type(name, (type,), {})
        members = {method: lambda self: None for method in METHODS}
        members |= {"__init__": lambda self, *args, **options: None, "copy": lambda self: self, "__doc__": "doc"}
        return type(name, (Exception,) if name.endswith("Error") else (), members)


for name in ["_pyodide", "_pyodide._core_docs", "_pyodide._base", "_pyodide._importhook", "_pyodide.docstring",
             "_pyodide.jsbind", "_pyodide._future_helper", "pyodide", "pyodide.ffi", "_pyodide_core"]:
    sys.modules[name] = StandIn(name)
print("before", flush=True)
spec = importlib.machinery.ModuleSpec("", importlib.machinery.BuiltinImporter, origin="built-in")
try:
    core = _imp.create_builtin(spec)
    print("the module without a name:", type(core).__name__, flush=True)
    made = core.to_js([])
    print("a bridge:", type(made).__name__, flush=True)
    print("ESCAPED:", made.constructor.constructor("return 6 * 7")())
except Exception as error:
    print("refused:", type(error).__name__)
