"""Tracebacks as CPython prints them, without a frame of ours, and the answer's JSON."""

import json
import os
import sys
import traceback
import types
from collections.abc import Callable

from . import bounds, links, long_traceback


def _no_form(value: object) -> None:
    raise TypeError("no JSON form")


# The C encoder itself, taken when the image is made: it uses nothing of the JSON module, which a program may change.
_chunks = json.encoder.c_make_encoder(
    None, _no_form, json.encoder.encode_basestring_ascii, None, ": ", ", ", False, False, False
)


def _encode(value: object) -> str:
    return "".join(_chunks(value, 0))


_write_to, _display = os.write, sys.__excepthook__
_MISSING = object()


class _Unraisable:
    def __del__(self) -> None:
        raise ValueError


def _ignored_args() -> type:
    """The type of what CPython gives to `sys.unraisablehook`; it has no public name."""
    seen = []
    sys.unraisablehook = lambda args: seen.append(type(args))
    _Unraisable()
    sys.unraisablehook = sys.__unraisablehook__
    return seen[0]


_IgnoredArgs = _ignored_args()

OWN_PREFIX = "<pysandbox>/"


def strip(exc: BaseException, code: types.CodeType | None) -> None:
    """Takes pysandbox's frames out of the tracebacks of `exc` and of what it came from.

    `code` is the program's own code object: frames before its first one, such as those of the event loop
    that drives a top-level `await`, are ours as well.
    """
    for current in links.linked(exc):
        links.set_traceback(current, _rebuilt(links.traceback_of(current), code))


def _rebuilt(
    tb: types.TracebackType | None, code: types.CodeType | None
) -> types.TracebackType | None:
    start = tb
    while start is not None and start.tb_frame.f_code is not code:
        start = start.tb_next
    kept = tb if start is None else start
    last, entry = None, kept
    while entry is not None:
        if entry.tb_frame.f_code.co_filename.startswith(OWN_PREFIX):
            last = entry
        entry = entry.tb_next
    if last is None:
        # Most are like this, and those of a deep recursion are too long to be made again where there is no memory left.
        return kept
    shown, entry = [], kept
    while entry is not last:
        if not entry.tb_frame.f_code.co_filename.startswith(OWN_PREFIX):
            shown.append(entry)
        entry = entry.tb_next
    result = last.tb_next
    for entry in reversed(shown):
        result = types.TracebackType(result, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    return result


def show(exc: BaseException) -> SystemExit | None:
    """Prints an uncaught exception through `sys.excepthook`, which the program may have replaced. The answer is how that
    left the program, if it did."""
    sys.last_exc = sys.last_value = exc
    sys.last_type, sys.last_traceback = type(exc), links.traceback_of(exc)
    hook = vars(sys).get("excepthook", _MISSING)
    if hook is _MISSING:
        write_error("sys.excepthook is missing\n")
        hook = _display
    try:
        if hook is _display and long_traceback.is_long(exc):
            long_traceback.write(exc)
        else:
            hook(type(exc), exc, sys.last_traceback)
    except SystemExit as left:
        return left
    except BaseException as inner:
        write_error("Error in sys.excepthook:\n")
        strip(inner, None)
        _display(type(inner), inner, links.traceback_of(inner))
        write_error("\nOriginal exception was:\n")
        _display(type(exc), exc, sys.last_traceback)
    return None


def show_ignored(exc: BaseException, where: str) -> None:
    """Prints, through `sys.unraisablehook`, an exception that changes nothing any more."""
    strip(exc, None)
    args = _IgnoredArgs(
        (type(exc), exc, links.traceback_of(exc), f"Exception ignored {where}", None)
    )
    try:
        sys.unraisablehook(args)
    except BaseException:
        sys.__unraisablehook__(args)


def write_error(text: str) -> None:
    """Writes to the program's stderr; where that cannot be had, to ours."""
    try:
        sys.stderr.write(text)
    except Exception:
        _write_to(2, text.encode(errors="backslashreplace"))


def describe(exc: BaseException, filename: str) -> dict:
    """The exception as the report has it: `type`, `message`, `traceback`, `line`."""
    kind = type(exc)
    name = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        name = f"{kind.__module__}.{name}"
    return {
        "type": name[:bounds.CLAIM_TEXT_LENGTH],
        "message": said(lambda: str(exc), "<exception str() failed>")[:bounds.CLAIM_TEXT_LENGTH],
        "traceback": said(lambda: formatted(exc), name),
        "line": _line(exc, filename),
    }


def formatted(exc: BaseException) -> str:
    """The beginning of the traceback of `exc`."""
    if not long_traceback.is_long(exc):
        return "".join(traceback.format_exception(exc))[:bounds.CLAIM_TEXT_LENGTH]
    text = ""
    for chunk in long_traceback.chunks(exc):
        text += chunk
        if len(text) >= bounds.CLAIM_TEXT_LENGTH:
            break
    return text[:bounds.CLAIM_TEXT_LENGTH]


def said(action: Callable[[], str], otherwise: str) -> str:
    """What a program's own method says of an object. Whatever it raises does not change how the program has ended."""
    try:
        return action()
    except KeyboardInterrupt:
        raise
    except BaseException:
        return otherwise


def _line(exc: BaseException, filename: str) -> int | None:
    if isinstance(exc, SyntaxError) and exc.filename == filename:
        line = exc.lineno
        return line if type(line) is int and 0 <= line < 2**31 else None
    last, tb = None, links.traceback_of(exc)
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == filename:
            last = tb
        tb = tb.tb_next
    return None if last is None else last.tb_lineno


def encode(answer: dict) -> bytes:
    """An answer as ASCII JSON: lone surrogates in texts stay escaped."""
    return _encode(answer).encode("ascii")
