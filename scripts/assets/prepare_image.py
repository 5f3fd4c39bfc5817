"""Runs once, inside the interpreter whose memory becomes the image: imports what programs import most, and
loads the Python half of the jail. `SOURCES` (module name to text) and `TZDATA` are set before it runs."""

import gc
import importlib
import importlib.util
import sys
import types
import zipimport

# What `scripts/bench.ts imports` measured to be worth its share of the image: asked for often, slow to import.
MODULES = """
    __future__ _strptime abc argparse array ast asyncio atexit base64 binascii bisect calendar cmath code
    collections collections.abc colorsys concurrent.futures configparser contextlib copy csv dataclasses
    datetime decimal difflib dis enum errno fnmatch fractions functools gc getopt glob hashlib heapq hmac html io
    importlib.util inspect itertools json keyword linecache locale logging math numbers operator os os.path
    pathlib pickle platform pprint queue random re reprlib runpy sched secrets select shlex shutil signal
    statistics string struct sys tempfile textwrap threading time timeit tokenize traceback types typing
    unicodedata urllib.parse uuid warnings weakref zipfile zipimport zoneinfo _colorize
""".split()


def prepare() -> types.FunctionType:
    """Fills the interpreter and returns the function that answers a request."""
    sys.path.append(TZDATA)
    for name in MODULES:
        importlib.import_module(name)
    importlib.util.find_spec("tzdata")  # Reads the archive's directory once and for all.
    main = _load_package("_pysandbox", ["clock", "loop", "traces", "finish", "thaw", "program"])
    _forget_archived("pyodide", "_pyodide")
    sys.builtin_module_names = tuple(
        name for name in sys.builtin_module_names if name != "_pyodide_core"
    )
    return main


def _forget_archived(*packages: str) -> None:
    """Hides packages of the standard library's archive that only work with Pyodide's bridge to JavaScript."""
    for files in zipimport._zip_directory_cache.values():
        for path in [p for p in files if p.partition("/")[0] in packages]:
            del files[path]


def _load_package(name: str, submodules: list[str]) -> types.FunctionType:
    """Loads our package without leaving a trace of it where programs look."""
    package = types.ModuleType(name)
    package.__path__ = []
    sys.modules[name] = package
    for short in submodules:
        module = types.ModuleType(f"{name}.{short}")
        module.__package__ = name
        sys.modules[module.__name__] = module
        _execute(module, short)
        setattr(package, short, module)
    package.__package__ = name
    _execute(package, "__init__")
    package.clock.install()
    package.loop.install()
    for loaded in [n for n in sys.modules if n.partition(".")[0] == name]:
        del sys.modules[loaded]
    return package.main


def _execute(module: types.ModuleType, short: str) -> None:
    code = compile(SOURCES[short], f"<pysandbox>/{short}.py", "exec", dont_inherit=True)
    exec(code, module.__dict__)


ENTRY = prepare()
# Nothing in the image is garbage, and nothing in it needs to be looked at by the programs' collections.
gc.collect()
gc.freeze()
