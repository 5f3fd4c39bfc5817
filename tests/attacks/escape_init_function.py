# expect: status=ok exit=0|status=crashed exit=139
# says: before
# tries: finds CPython's table of built-in modules in memory, and calls the start function of the entry without a name by
# tries: its number, with stand-ins for Pyodide's Python files
# without: Pyodide's native module, and with it the bridge to JavaScript
# source: own
import ctypes
import struct
import sys
import types

MEMORY_START = 1024
HEAP_BYTES = 16 * 1024 * 1024
ENTRY = struct.Struct("<II")  # The addresses of a name and of a function.


def tables(heap: bytes):
    """Where each copy of the table has `_codecs_tw`: the functions of neighbours have neighbouring numbers."""
    name = struct.pack("<I", heap.index(b"\0_codecs_tw\0") + 1 + MEMORY_START)
    at = 0
    while (at := heap.find(name, at + 1)) > 0:
        if at % 4 == 0 and ENTRY.unpack_from(heap, at)[1] - ENTRY.unpack_from(heap, at - 8)[1] == 1:
            yield at


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
heap = ctypes.string_at(MEMORY_START, HEAP_BYTES)
print("before", flush=True)
for at in tables(heap):
    while (entry := ENTRY.unpack_from(heap, at))[0] != 0:
        at += ENTRY.size
        name = ctypes.string_at(entry[0])
        if name.isascii() and name not in (b"", b"_pyodide_core"):
            continue
        print("calling", entry[1], flush=True)
        module = ctypes.PYFUNCTYPE(ctypes.py_object)(entry[1])()
        made = module.to_js([])
        print("a bridge:", type(made).__name__, flush=True)
        print("ESCAPED:", made.constructor.constructor("return 6 * 7")())
print("tables", len(list(tables(heap))))
