"""A database in two files: NAME.dat has the values, NAME.dir a line `'key', (position, size)` for each of them."""

import ast
import os
from collections.abc import MutableMapping

__all__ = ["error", "open"]

error = OSError
_BLOCK = 512
_open, _path_exists, _replace = open, os.path.exists, os.replace


class _Database(MutableMapping):
    def __init__(self, name, flag):
        self._index = None
        self._data, self._directory, self._backup = name + ".dat", name + ".dir", name + ".bak"
        self._is_read_only = flag == "r"
        self._is_changed = False
        if flag == "n" or flag == "c" and not _path_exists(self._data):
            for file in (self._data, self._directory):
                _open(file, "wb").close()
        index = {}
        with _open(self._directory, encoding="latin-1") as file:
            for line in file:
                key, place = ast.literal_eval(line.rstrip())
                index[key.encode("latin-1")] = place
        self._index = index

    def _entries(self):
        if self._index is None:
            raise error("DBM object has already been closed")
        return self._index

    def _writable(self):
        if self._is_read_only:
            raise error("The database is opened for reading only")
        return self._entries()

    def __getitem__(self, key):
        position, size = self._entries()[_bytes(key, "keys")]
        with _open(self._data, "rb") as file:
            file.seek(position)
            return file.read(size)

    def __setitem__(self, key, value):
        key, value = _bytes(key, "keys"), _bytes(value, "values")
        index = self._writable()
        position, size = index.get(key, (None, 0))
        if position is None or -(-len(value) // _BLOCK) > -(-size // _BLOCK):
            position = -(-os.path.getsize(self._data) // _BLOCK) * _BLOCK
        with _open(self._data, "r+b") as file:
            file.seek(position)
            file.write(value)
        index[key] = (position, len(value))
        self._is_changed = True

    def __delitem__(self, key):
        del self._writable()[_bytes(key, "keys")]
        self._is_changed = True

    def __iter__(self):
        return iter(list(self._entries()))

    def __len__(self):
        return len(self._entries())

    def keys(self):
        return list(self)

    def sync(self):
        if self._index is None or not self._is_changed:
            return
        if _path_exists(self._directory):
            _replace(self._directory, self._backup)
        with _open(self._directory, "w", encoding="latin-1") as file:
            for key, place in self._index.items():
                file.write(f"{key.decode('latin-1')!r}, {place!r}\n")
        self._is_changed = False

    def close(self):
        self.sync()
        self._index = None

    __del__ = close

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def _bytes(value, what):
    if isinstance(value, str):
        return value.encode()
    if not isinstance(value, (bytes, bytearray)):
        raise TypeError(f"{what} must be bytes or strings")
    return bytes(value)


def open(file, flag="c", mode=0o666):
    """Open a database, as `dbm.open` does."""
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    return _Database(os.fsdecode(file), flag)
