"""Where an exception comes from, as CPython reads it: whatever properties a program's exception has under these names."""

import types
from collections.abc import Iterator

_traceback, _cause, _context = (
    vars(BaseException)[name] for name in ("__traceback__", "__cause__", "__context__")
)


def traceback_of(exc: BaseException) -> types.TracebackType | None:
    """Its traceback."""
    return _traceback.__get__(exc)


def set_traceback(exc: BaseException, traceback: types.TracebackType | None) -> None:
    """Gives it another one."""
    _traceback.__set__(exc, traceback)


def origins_of(exc: BaseException) -> tuple[BaseException | None, BaseException | None]:
    """Its cause and its context."""
    return _cause.__get__(exc), _context.__get__(exc)


def linked(exc: BaseException, members: bool = False) -> Iterator[BaseException]:
    """`exc` and all exceptions that it came from, each once; with `members`, also those that groups among them hold."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [exc]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += origins_of(current)
        if members and isinstance(current, BaseExceptionGroup):
            pending += current.exceptions
