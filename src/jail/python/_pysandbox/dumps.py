"""`faulthandler`'s dumps of the stack, without our frames: those of C would show them."""

import os
import signal
import sys
import threading
import types

_write = os.write

# CPython's own bounds of what a dump shows.
_MOST_FRAMES = 100
_LONGEST = 500


def dump_traceback(file=sys.stderr, all_threads=True):
    """Dump the traceback of the current thread, or of all threads if all_threads is true, into file."""
    _dump(_descriptor(file), sys._getframe().f_back, all_threads)


def register(signum, file=sys.stderr, all_threads=True, chain=False):
    """Register a handler for the signal 'signum'.

    Dump the traceback of the current thread, or of all threads if
    all_threads is True, into file."""
    descriptor = _descriptor(file)
    before = _registered[signum][0] if signum in _registered else signal.getsignal(signum)

    def handler(number, frame):
        _dump(descriptor, frame, all_threads)
        if chain and callable(before):
            before(number, frame)

    signal.signal(signum, handler)
    _registered[signum] = before, handler


def unregister(signum, /):
    """Unregister the handler of the signal 'signum' registered by register()."""
    if signum not in _registered:
        return False
    before, _ = _registered.pop(signum)
    signal.signal(signum, before)
    return True


# Handlers before, and ours, by the number of the signal.
_registered: dict[int, tuple] = {}


def _descriptor(file) -> int:
    if file is None:
        file = sys.stderr
        if file is None:
            raise RuntimeError("unable to get sys.stderr")
    if isinstance(file, int):
        if file < 0:
            raise ValueError("file is not a valid file descriptor")
        return file
    descriptor = file.fileno()
    if not isinstance(descriptor, int):
        raise RuntimeError("file.fileno() is not a valid file descriptor")
    try:
        file.flush()
    except Exception:
        pass
    return descriptor


def _dump(descriptor: int, frame: types.FrameType | None, all_threads: bool) -> None:
    title = f"Current thread 0x{threading.get_ident():08x}" if all_threads else "Stack"
    lines = [f"{title} (most recent call first):\n"]
    while frame is not None and len(lines) <= _MOST_FRAMES:
        code = frame.f_code
        lines.append(f'  File "{_cut(code.co_filename)}", line {frame.f_lineno or "???"} in {_cut(code.co_name)}\n')
        frame = frame.f_back
    _write(descriptor, "".join(lines).encode("ascii", "backslashreplace"))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def install(faulthandler: types.ModuleType) -> None:
    """Puts these in the place of the module's own."""
    for function in (dump_traceback, register, unregister):
        function.__module__ = "faulthandler"
        setattr(faulthandler, function.__name__, function)
