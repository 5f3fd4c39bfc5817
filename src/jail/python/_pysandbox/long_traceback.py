"""Long tracebacks, of deep recursion, in the time that their text takes: CPython formats each frame by itself, even where the
same place of the same code comes ten thousand times, and parses the line of each. The text is CPython's own."""

import sys
import traceback
import types
from collections.abc import Iterator

from . import links

# From so many frames on.
LONG = 500

# How many frames are given at once.
CHUNK = 500

# After so many equal frames, CPython only counts.
_CUTOFF = traceback._RECURSIVE_CUTOFF


def is_long(exc: BaseException) -> bool:
    """Whether a traceback of `exc`, or of what it came from, is long, and CPython's own way would take its time."""
    if hasattr(sys, "tracebacklimit"):
        return False
    for current in links.linked(exc, members=True):
        tb = links.traceback_of(current)
        for _ in range(LONG):
            if tb is None:
                break
            tb = tb.tb_next
        else:
            return True
    return False


def chunks(exc: BaseException, colorize: bool = False) -> Iterator[str]:
    """What CPython prints of `exc`, piece by piece."""
    summary = traceback.TracebackException(type(exc), exc, exc.__traceback__, limit=0, compact=True)
    pending = [(summary, exc)]
    while pending:
        described, current = pending.pop()
        described.stack = _Stack(current.__traceback__)
        if described.__cause__ is not None:
            pending.append((described.__cause__, current.__cause__))
        if described.__context__ is not None:
            pending.append((described.__context__, current.__context__))
        if described.exceptions is not None:
            pending += zip(described.exceptions, current.exceptions)
    return summary.format(_ctx=_Context(), colorize=colorize)


def write(exc: BaseException) -> None:
    """Prints `exc` as `sys.__excepthook__` does."""
    file = sys.stderr if sys.stderr is not None else sys.__stderr__
    for chunk in chunks(exc, traceback._colorize.can_colorize(file=file)):
        file.write(chunk)
    file.flush()


class _Context(traceback._ExceptionPrintContext):
    def emit(self, text_gen, margin_char=None):
        if self.exception_group_depth > 0:
            yield from super().emit(text_gen, margin_char)
        elif isinstance(text_gen, str):
            yield text_gen
        else:
            yield from text_gen


class _Stack:
    """Stands for a StackSummary, which would have an object for each frame."""

    def __init__(self, tb: types.TracebackType | None) -> None:
        self.tb = tb

    def __bool__(self) -> bool:
        return self.tb is not None

    def format(self, *, colorize: bool = False) -> Iterator[str]:
        # Of each place of a code: file, line and name, and the text of the frame.
        known: dict[tuple[int, int], tuple[tuple, str]] = {}
        # What is compiled anew at each level, as by `eval`, is one code each time, but equal.
        codes: dict[types.CodeType, types.CodeType] = {}
        pieces: list[str] = []
        last: tuple = (None, None, None)
        count = 0
        tb = self.tb
        while tb is not None:
            code = tb.tb_frame.f_code
            key = (id(code), tb.tb_lasti)
            if key not in known:
                same = codes.setdefault(code, code)
                if same.co_filename != code.co_filename:
                    same = code
                place = (id(same), tb.tb_lasti)
                if place not in known:
                    known[place] = _described(tb, colorize)
                known[key] = known[place]
            where, text = known[key]
            if where != last or where[1] is None:
                pieces.append(_repeated(count))
                last = where
                count = 0
            count += 1
            if count <= _CUTOFF:
                pieces.append(text)
            if len(pieces) >= CHUNK:
                yield "".join(pieces)
                pieces = []
            tb = tb.tb_next
        pieces.append(_repeated(count))
        yield "".join(pieces)


def _repeated(count: int) -> str:
    more = count - _CUTOFF
    return f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n" if more > 0 else ""


def _described(tb: types.TracebackType, colorize: bool) -> tuple[tuple, str]:
    alone = types.TracebackType(None, tb.tb_frame, tb.tb_lasti, tb.tb_lineno)
    stack = traceback.StackSummary._extract_from_extended_frame_gen(
        traceback._walk_tb_with_full_positions(alone)
    )
    [frame] = stack
    text = stack.format_frame_summary(frame, colorize=colorize)
    return (frame.filename, frame.lineno, frame.name), text
