# expect: status=ok exit=0
# stdout: "modules: []\nbuilt in: []\nfrozen: []\n/lib/python314.zip []\n/lib/tzdata.zip []\ncached: []\nreload _pyodide_core: ModuleNotFoundError\ncreate_builtin _pyodide_core None\nfrozen _pyodide_core: ImportError\ninit_frozen _pyodide_core: AttributeError\nreload js: ImportError\ncreate_builtin js None\nfrozen js: ImportError\ninit_frozen js: AttributeError\nreload pyodide_js: ImportError\ncreate_builtin pyodide_js None\nfrozen pyodide_js: ImportError\ninit_frozen pyodide_js: AttributeError\n"
# tries: brings modules back that were taken away: stale entries, reloads, archives, caches, frozen and built-in tables
# without: a module of Pyodide's in one of the lists
# source: https://github.com/pydantic/pydantic-ai/issues/2332 (mcp-run-python: js and pyodide_js stayed importable)
import _imp
import importlib
import importlib.machinery
import sys
import zipfile
import zipimport

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

def bridges(names) -> list[str]:
    words = ("pyodide", "js", "jsfinder", "micropip", "webloop", "_pysandbox")
    return sorted(name for name in names if name.partition(".")[0].partition("/")[0].strip("_") in words)


class Stale:
    __name__ = "_pyodide_core"
    __spec__ = importlib.machinery.ModuleSpec("_pyodide_core", importlib.machinery.BuiltinImporter)


print("modules:", bridges(sys.modules))
print("built in:", bridges(sys.builtin_module_names))
print("frozen:", bridges(_imp._frozen_module_names()))
for archive in sys.path:
    if archive.endswith(".zip"):
        print(archive, bridges(zipfile.ZipFile(archive).namelist()))
print("cached:", bridges(name for entry in zipimport._zip_directory_cache.values() for name in entry))
for name in ["_pyodide_core", "js", "pyodide_js"]:
    sys.modules[name] = Stale()
    attempt(f"reload {name}", lambda: importlib.reload(sys.modules[name]))
    del sys.modules[name]
    spec = importlib.machinery.ModuleSpec(name, importlib.machinery.BuiltinImporter, origin="built-in")
    print("create_builtin", name, _imp.create_builtin(spec))
    attempt(f"frozen {name}", lambda: _imp.get_frozen_object(name))
    attempt(f"init_frozen {name}", lambda: _imp.init_frozen(name).__name__)
