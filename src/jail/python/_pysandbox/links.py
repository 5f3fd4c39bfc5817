"""Where an exception comes from, as CPython reads it: whatever properties a program's exception has under these names."""

import types

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
