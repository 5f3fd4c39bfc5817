"""Values that come with a request, and are bound as global names of its program."""

import json
import sys

# What such a message begins with, instead of the JSON of a request.
PREFIX = b"inputs\n"

# The C scanner itself, taken when the image is made: what a program makes of the JSON module changes nothing of it.
_scan = json.JSONDecoder().scan_once
_max_digits, _set_max_digits = sys.get_int_max_str_digits, sys.set_int_max_str_digits

_waiting: bytes | None = None


def keep(message: bytes) -> None:
    """Keeps the values, which the host has checked, for the request that follows."""
    global _waiting
    _waiting = message


def bind(names: dict) -> None:
    """Binds what was kept: numbers are what they are, and whole ones of any size."""
    global _waiting
    if _waiting is None:
        return
    text = str(memoryview(_waiting)[len(PREFIX) :], "utf-8")
    _waiting = None
    digits = _max_digits()
    _set_max_digits(0)
    try:
        values, _ = _scan(text, 0)
    finally:
        _set_max_digits(digits)
    names.update(values)
