"""Shelves, and the databases below them."""

import dbm
import dbm.dumb
import os
import shelve
import tempfile


def attempt(name, action):
    try:
        print(name, action())
    except (OSError, KeyError, TypeError, ValueError, *dbm.error) as exc:
        print(f"{name}: {type(exc).__name__}")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shelf")
    with shelve.open(path) as shelf:
        shelf["list"] = [1, {"two": 2.5}]
        shelf["\u00e9"] = "text"
        shelf["gone"] = 1
        del shelf["gone"]
    with shelve.open(path, writeback=True) as shelf:
        shelf["list"].append(3)
        print(sorted(shelf), len(shelf), "gone" in shelf)
    with shelve.open(path, "r") as shelf:
        print(shelf["list"], shelf.get("none", "default"))
        attempt("missing", lambda: shelf["none"])
    attempt("no file", lambda: dbm.open(path + "2", "r"))
    with dbm.open(path + "3", "c") as db:
        db["key"] = b"value"
        db[b"bytes"] = "text"
        db["key"] = "a longer value" * 50
        print(sorted(db.keys()), db["bytes"], len(db[b"key"]), db.get("none"), "key" in db)
        attempt("a number", lambda: db.__getitem__("none"))
    with dbm.open(path + "3", "n") as db:
        print(list(db.keys()))
    with dbm.dumb.open(path + "4", "n") as db:
        for number in range(20):
            db[str(number)] = b"x" * number * 100
        del db["7"]
        attempt("a value", lambda: db.__setitem__("1", 1))
    print(dbm.whichdb(path + "4"), dbm.whichdb(path + "5"), sorted(f[-5:] for f in os.listdir(folder) if "4" in f))
    with dbm.open(path + "4", "w") as db:
        print(len(db), len(db["19"]), db["0"], db.setdefault("new", b"here"), "7" in db)
    with open(path + "6", "wb") as file:
        file.write(b"something else")
    print(repr(dbm.whichdb(path + "6")))
    attempt("of no kind", lambda: dbm.open(path + "6"))
