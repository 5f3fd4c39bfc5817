"""What CPython does between the last line of a program and the end of its process."""

import atexit
import gc
import sys
import threading

from . import traces


def finish() -> None:
    """Runs `atexit` handlers and the finalizers of what the program leaves behind, as CPython does.

    The limits are still on: whatever of this never ends is ended from outside.
    """
    for step in (threading._shutdown, atexit._run_exitfuncs, clear_main, flush):
        try:
            step()
        except BaseException as exc:
            traces.strip(exc, None)
            traces.show(exc)


def clear_main() -> None:
    """Clears a program's names, in CPython's order: names with one leading underscore, then the others, then cycles."""
    names = sys.modules["__main__"].__dict__
    sys.last_exc = sys.last_value = sys.last_traceback = None
    for private in (True, False):
        for name in list(names):
            if name != "__builtins__" and private == (name[0:1] == "_" and name[1:2] != "_"):
                names[name] = None
    gc.collect()


def flush() -> None:
    """Flushes the streams: a program may have replaced them by buffered ones."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
