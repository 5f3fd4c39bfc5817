# expect: status=ok exit=0|status=error exit=1|status=crashed exit=139
# says: before
# tries: initializes Pyodide's native module by hand, past every importer
# without: Pyodide's native module, whose run_js runs JavaScript
# source: own
import _imp
import importlib.machinery
import types

name = "_pyodide_core"
spec = importlib.machinery.ModuleSpec(name, importlib.machinery.BuiltinImporter, origin="built-in")
print("before", flush=True)
module = _imp.create_builtin(spec)
if isinstance(module, types.ModuleType):
    _imp.exec_builtin(module)
for attribute in ["run_js", "JsProxy", "to_js", "create_proxy", "jsnull", "JsException"]:
    if hasattr(module, attribute):
        print("has", attribute, flush=True)
run_js = getattr(module, "run_js", None)
if run_js:
    print("ESCAPED:", run_js("typeof globalThis"))
