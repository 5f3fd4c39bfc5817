# expect: status=ok exit=0
# stdout: "import_module js: ModuleNotFoundError\nfind_spec js: []\nimport_module pyodide_js: ModuleNotFoundError\nfind_spec pyodide_js: []\nimport_module _pyodide_core: ModuleNotFoundError\nfind_spec _pyodide_core: []\nimport_module pyodide: ModuleNotFoundError\nfind_spec pyodide: []\nimport_module _pyodide: ModuleNotFoundError\nfind_spec _pyodide: []\nin sys.modules: []\nfinders: []\n"
# tries: the same bridges through importlib, the built-in importer, meta path and sys.modules
# without: a module of Pyodide's
# source: https://github.com/pyodide/pyodide/issues/4120 (what unregistering js leaves importable)
import importlib
import importlib.machinery
import importlib.util
import sys

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


NAMES = ["js", "pyodide_js", "_pyodide_core", "pyodide", "_pyodide"]
for name in NAMES:
    attempt(f"import_module {name}", lambda: importlib.import_module(name))
    found = [finder for finder in sys.meta_path if finder.find_spec(name, None)]
    print(f"find_spec {name}: {found}")
    if importlib.machinery.BuiltinImporter.find_spec(name):
        print(f"ESCAPED: {name} is built in")
present = [name for name in sys.modules if name.partition(".")[0] in NAMES or "jsfinder" in name.lower()]
print("in sys.modules:", present)
print("finders:", [finder for finder in sys.meta_path if "js" in repr(finder).lower()])
