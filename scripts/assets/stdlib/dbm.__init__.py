"""Generic interface to the databases of this package: dbm.sqlite3 and dbm.dumb, which the sandbox has.

    with dbm.open("cache", "c") as db:
        db["key"] = "value"
"""

import importlib
import os

__all__ = ["open", "whichdb", "error"]


class error(Exception):
    pass


error = (error, OSError)
_default = "dbm.sqlite3"


def open(file, flag="r", mode=0o666):
    """Open or create a database and return it.

    The flag is 'r' to read it, 'w' to change it, 'c' to make it where it is not there, 'n' to make a new one."""
    kind = None if "n" in flag else whichdb(file)
    if kind is None and not ("c" in flag or "n" in flag):
        raise error[0]("db file doesn't exist; use 'c' or 'n' flag to create a new db")
    if kind == "":
        raise error[0]("db type could not be determined")
    return importlib.import_module(kind or _default).open(file, flag, mode)


def whichdb(filename):
    """The name of the module that reads a file: None where there is no such file, '' where none can."""
    filename = os.fsdecode(filename)
    try:
        size = os.stat(filename + ".dir").st_size
        os.stat(filename + ".dat")
        with io_open(filename + ".dir", "rb") as file:
            if size == 0 or file.read(1) in (b"'", b'"'):
                return "dbm.dumb"
    except OSError:
        pass
    try:
        with io_open(filename, "rb") as file:
            return "dbm.sqlite3" if file.read(16) == b"SQLite format 3\0" else ""
    except OSError:
        return None


from io import open as io_open  # noqa: E402  (beside this module's own `open`)
