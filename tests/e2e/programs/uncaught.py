# Python: 3.13
"""Ends with an uncaught exception that has a cause, notes, a group and a chain through several functions."""

import atexit
import sys

atexit.register(print, "at exit")


def parse(text):
    try:
        return int(text)
    except ValueError as exc:
        exc.add_note(f"while parsing {text!r}")
        raise


def load(rows):
    errors = []
    for row in rows:
        try:
            parse(row)
        except ValueError as exc:
            errors.append(exc)
    raise ExceptionGroup("bad rows", errors)


print("before")
print("to stderr", file=sys.stderr)
try:
    load(["1", "two", "3.0"])
except ExceptionGroup as group:
    raise RuntimeError(
        "cannot go on"
    ) from group
