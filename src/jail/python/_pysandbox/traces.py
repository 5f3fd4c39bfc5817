"""Tracebacks as CPython prints them, without a frame of ours, and the answer's JSON."""

import json
import sys
import traceback
import types

from . import bounds, long_traceback


def _no_form(value: object) -> None:
    raise TypeError("no JSON form")


# The C encoder itself, taken when the image is made: it uses nothing of the JSON module, which a program may change.
_chunks = json.encoder.c_make_encoder(
    None, _no_form, json.encoder.encode_basestring_ascii, None, ": ", ", ", False, False, False
)


def _encode(value: object) -> str:
    return "".join(_chunks(value, 0))


_BUILTIN_HOOK = sys.excepthook

OWN_PREFIX = "<pysandbox>/"
# JSON's readers hold numbers as floats: a larger whole number would come out as another one.
LARGEST_WHOLE_NUMBER = 2**53 - 1


def strip(exc: BaseException, code: types.CodeType | None) -> None:
    """Takes pysandbox's frames out of the tracebacks of `exc` and of what it came from.

    `code` is the program's own code object: frames before its first one, such as those of the event loop
    that drives a top-level `await`, are ours as well.
    """
    seen: set[int] = set()
    pending: list[BaseException | None] = [exc]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = _rebuilt(current.__traceback__, code)
        pending += [current.__cause__, current.__context__]


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


def show(exc: BaseException) -> None:
    """Prints an uncaught exception through `sys.excepthook`, which the program may have replaced."""
    sys.last_exc = sys.last_value = exc
    sys.last_type, sys.last_traceback = type(exc), exc.__traceback__
    hook = getattr(sys, "excepthook", None)
    try:
        if hook is None:
            raise RuntimeError("lost sys.excepthook")
        if hook is _BUILTIN_HOOK and long_traceback.is_long(exc):
            long_traceback.write(exc)
        else:
            hook(type(exc), exc, exc.__traceback__)
    except Exception as inner:
        _write("Error in sys.excepthook:\n")
        strip(inner, None)
        sys.__excepthook__(type(inner), inner, inner.__traceback__)
        _write("\nOriginal exception was:\n")
        sys.__excepthook__(type(exc), exc, exc.__traceback__)


def _write(text: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(text)


def describe(exc: BaseException, filename: str) -> dict:
    """The exception as the report has it: `type`, `message`, `traceback`, `line`."""
    kind = type(exc)
    name = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        name = f"{kind.__module__}.{name}"
    try:
        message = str(exc)
    except Exception:
        message = "<exception str() failed>"
    return {
        "type": name[:bounds.CLAIM_TEXT_LENGTH],
        "message": message[:bounds.CLAIM_TEXT_LENGTH],
        "traceback": _formatted(exc),
        "line": _line(exc, filename),
    }


def _formatted(exc: BaseException) -> str:
    """The beginning of the traceback of `exc`."""
    if not long_traceback.is_long(exc):
        return "".join(traceback.format_exception(exc))[:bounds.CLAIM_TEXT_LENGTH]
    text = ""
    for chunk in long_traceback.chunks(exc):
        text += chunk
        if len(text) >= bounds.CLAIM_TEXT_LENGTH:
            break
    return text[:bounds.CLAIM_TEXT_LENGTH]


def _line(exc: BaseException, filename: str) -> int | None:
    if isinstance(exc, SyntaxError) and exc.filename == filename:
        line = exc.lineno
        return line if type(line) is int and 0 <= line < 2**31 else None
    last, tb = None, exc.__traceback__
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == filename:
            last = tb
        tb = tb.tb_next
    return None if last is None else last.tb_lineno


def result(value: object) -> tuple[str, str | None]:
    """A value's JSON as text, `null` where it has no JSON form, and its repr."""
    try:
        text = repr(value)[:bounds.CLAIM_TEXT_LENGTH]
    except Exception as exc:
        text = f"<repr() raised {type(exc).__name__}>"
    try:
        if _is_readable(value, bounds.RESULT_DEPTH):
            encoded = _encode(value)
            if len(encoded) <= bounds.RESULT_JSON_BYTES:
                return encoded, text
    except (TypeError, ValueError, RecursionError):
        pass  # No JSON form.
    return "null", text


def _is_readable(value: object, depth: int) -> bool:
    """Whether whoever reads the value's JSON gets the same value: no deeper than `depth`, no number too large."""
    level = [value]
    for _ in range(depth):
        for item in level:
            if isinstance(item, int) and not -LARGEST_WHOLE_NUMBER <= item <= LARGEST_WHOLE_NUMBER:
                return False
        level = [
            item
            for container in level
            if isinstance(container, (list, tuple, dict))
            for item in (container.values() if isinstance(container, dict) else container)
        ]
        if not level:
            return True
    return False


def encode(answer: dict) -> bytes:
    """An answer as ASCII JSON: lone surrogates in texts stay escaped."""
    return _encode(answer).encode("ascii")
