"""What is said of modules that this build of Python does not have, and sources of those that are frozen into it."""

import importlib._bootstrap as bootstrap
import linecache
import sys
import zipimport

from . import dumps

_TERMINAL = "it drives a terminal, and a program has none of its own"
_SYSTEM = "it asks the operating system, which a program cannot reach"
_WINDOWS = "it draws windows, and there is no screen"
_INSTALLS = "it installs packages, and there is no network and no other process"
_REASONS = {
    **dict.fromkeys(("curses", "_curses", "_curses_panel", "readline"), _TERMINAL),
    **dict.fromkeys(("resource", "pwd", "grp", "spwd", "syslog", "_posixshmem"), _SYSTEM),
    **dict.fromkeys(("tkinter", "_tkinter", "turtle", "turtledemo", "idlelib"), _WINDOWS),
    **dict.fromkeys(("venv", "ensurepip", "pip", "setuptools"), _INSTALLS),
    "_ssl": "it is built without OpenSSL, and there is no network",
    "_hashlib": "it is built without OpenSSL; hashlib has SHA-1, SHA-2, SHA-3, BLAKE2 and MD5",
    "_pydecimal": "decimal is there, in C",
    "_interpreters": "there is one interpreter",
    "_dbm": "dbm has dbm.sqlite3 and dbm.dumb",
    "_gdbm": "dbm has dbm.sqlite3 and dbm.dumb",
}

_ARCHIVE = "/lib/python314.zip"
_update = linecache.updatecache
_find_and_load = bootstrap._find_and_load_unlocked


def find_and_load(name, import_):
    """Imports a module. Where there is none, says why, if that is known."""
    try:
        module = _find_and_load(name, import_)
        if name == "faulthandler":
            dumps.install(module)
        return module
    except ModuleNotFoundError as exc:
        if exc.name == name and (reason := _REASONS.get(name.partition(".")[0])) and exc.msg == f"No module named {name!r}":
            exc.msg = f"{exc.msg}: this build of Python has none, because {reason}"
            exc.args = (exc.msg,)
        raise


def source_of_frozen(fullname):
    """The source of a module that is frozen into the interpreter, which the archive has as well."""
    archive = zipimport.zipimporter(_ARCHIVE)
    for end in (".py", "/__init__.py"):
        try:
            return archive.get_data(f"{_ARCHIVE}/{fullname.replace('.', '/')}{end}").decode()
        except OSError:
            pass
    return None


def updatecache(filename, module_globals=None):
    """Update a cache entry and return its list of lines."""
    lines = _update(filename, module_globals)
    # Only for those who name the module: tracebacks do not, and CPython shows no source of frozen modules in them.
    is_asked_for = module_globals is not None and filename.startswith("<frozen ")
    if not lines and is_asked_for and (text := source_of_frozen(filename[8:-1])):
        lines = text.splitlines(keepends=True)
        linecache.cache[filename] = (len(text), None, lines, filename)
    return lines


def install() -> None:
    """Puts these in the place of importlib's."""
    bootstrap._find_and_load_unlocked = find_and_load
    bootstrap.FrozenImporter.get_source = staticmethod(source_of_frozen)
    linecache.updatecache = updatecache
    sys._stdlib_dir = _ARCHIVE
    for name, module in list(sys.modules.items()):
        spec = getattr(module, "__spec__", None)
        if getattr(spec, "origin", None) == "frozen" and not hasattr(module, "__file__"):
            package = "/__init__" if hasattr(module, "__path__") else ""
            module.__file__ = f"{_ARCHIVE}/{spec.name.replace('.', '/')}{package}.py"
