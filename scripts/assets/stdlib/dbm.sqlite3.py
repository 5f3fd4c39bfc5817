"""A database of keys and values in a file of SQLite."""

import contextlib
import os
import sqlite3
from collections.abc import MutableMapping
from pathlib import Path

_MODES = {"r": "ro", "w": "rw", "c": "rwc", "n": "rwc"}


class error(OSError):
    pass


class _Database(MutableMapping):
    def __init__(self, path, flag):
        if flag not in _MODES:
            raise ValueError(f"Flag must be one of 'r', 'w', 'c', or 'n', not {flag!r}")
        path = os.fsdecode(path)
        if flag == "n":
            with contextlib.suppress(FileNotFoundError):
                os.remove(path)
        uri = f"{Path(path).absolute().as_uri()}?mode={_MODES[flag]}"
        try:
            self._connection = sqlite3.connect(uri, autocommit=True, uri=True)
        except sqlite3.Error as exc:
            self._connection = None
            raise error(str(exc)) from None
        if _MODES[flag] == "rwc":
            self._rows("CREATE TABLE IF NOT EXISTS Dict (key TEXT UNIQUE NOT NULL, value BLOB NOT NULL)")

    def _rows(self, statement, *values):
        if self._connection is None:
            raise error("DBM object has already been closed")
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as exc:
            raise error(str(exc)) from None

    def __len__(self):
        return self._rows("SELECT COUNT(*) FROM Dict")[0][0]

    def __getitem__(self, key):
        rows = self._rows("SELECT value FROM Dict WHERE key = CAST(? AS BLOB)", _bytes(key))
        if not rows:
            raise KeyError(key)
        return rows[0][0]

    def __setitem__(self, key, value):
        statement = "REPLACE INTO Dict (key, value) VALUES (CAST(? AS BLOB), CAST(? AS BLOB))"
        self._rows(statement, _bytes(key), _bytes(value))

    def __delitem__(self, key):
        if not self._rows("DELETE FROM Dict WHERE key = CAST(? AS BLOB) RETURNING 1", _bytes(key)):
            raise KeyError(key)

    def __iter__(self):
        for (key,) in self._rows("SELECT CAST(key AS BLOB) FROM Dict"):
            yield key

    def keys(self):
        return list(self)

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def _bytes(value):
    return value if isinstance(value, (bytes, bytearray)) else str(value).encode()


def open(filename, /, flag="r", mode=0o666):
    """Open a database, as `dbm.open` does."""
    return _Database(filename, flag)
