"""What CPython does between the last line of a program and the end of its process (`Py_FinalizeEx`), in its order."""

import _signal
import atexit
import concurrent.futures.thread as pools
import gc
import linecache
import sys
import threading
import types
import weakref

from . import held_names, left_names, traces

# The status of a program whose streams cannot be flushed.
FLUSH_FAILED = 120

# What CPython takes away before it lets go of the modules.
GONE = ("path", "argv", "ps1", "ps2", "last_exc", "last_type", "last_value", "last_traceback")
GONE += ("path_hooks", "path_importer_cache", "meta_path")

# The modules of the image, which stay, without the one by which CPython reads the lines of a source.
_kept: frozenset[str] = frozenset()

# What pools do at the end is called by it.
_shutdown, _SHUTDOWN_CALLS = threading._shutdown, len(threading._threading_atexits)

_handler_of, _handle = _signal.getsignal, _signal.signal
_STREAMS = ("stdin", "stdout", "stderr")


class Mark:
    """Stands among a program's names, to tell whether somebody holds them, or their module."""

    def __init__(self, main: types.ModuleType) -> None:
        self.main = weakref.ref(main)
        self.reference = weakref.ref(self)


def finish(main: types.ModuleType, let_go) -> int | None:
    """Waits for threads, runs `atexit` handlers, flushes the streams and lets go of the program's names, as CPython does.

    The limits are still on: whatever of this never ends is ended from outside.

    `let_go` makes whoever holds `main` drop it. The answer is the status that replaces the program's own, if one does.
    """
    _attempt("on threading shutdown", _end_threads)
    _attempt("in atexit callbacks", atexit._run_exitfuncs)
    status = flush()
    mark = mark_of(main)
    del main
    _forget_sources()
    for step in (
        lambda: clear(mark, let_go, set(sys.modules) - _kept),
        # What finalizers have printed. CPython's streams are gone by now, and nobody hears of what fails with them.
        lambda: left_names.take_back(flush_between),
        left_names.close_files,
    ):
        _attempt("while names were cleared", step)
    return status


def install() -> None:
    """Takes what is imported now for modules that no program has imported."""
    global _kept
    _kept = frozenset(sys.modules) - {"io"}
    left_names.install()


def _end_threads() -> None:
    """`threading._shutdown`. Where no program has changed what that calls, nor has given a pool anything to do, all that it does is to
    say that it was called; to call it would take longer than a short program."""
    if (
        threading._shutdown is not _shutdown
        or len(threading._threading_atexits) != _SHUTDOWN_CALLS
        or pools._threads_queues.data
    ):
        threading._shutdown()
        return
    threading._SHUTTING_DOWN = pools._shutdown = True
    threading._main_thread._os_thread_handle._set_done()


def _forget_sources() -> None:
    """Of what finalizers raise, CPython shows no lines: what reads them is gone by then."""
    linecache.clearcache()
    linecache.updatecache = lambda filename, module_globals=None: []


def _attempt(where: str, step) -> None:
    try:
        step()
    except BaseException as exc:  # An interrupt between two handlers: each of them has its own report.
        traces.show_ignored(exc, where)


def mark_of(main: types.ModuleType) -> weakref.ref:
    """What lives as long as the names of `main`."""
    mark = vars(main)["\0"] = Mark(main)
    return mark.reference


def clear(mark: weakref.ref, let_go, imported=()) -> None:
    """Lets go of a program's names, of modules that it has imported, and of what they hold. CPython drops the module, whose names then live as long as a
    function needs them; finalizers of objects in cycles find them in place. Names that something outside holds
    are cleared at last."""
    # Puts what holds others before them, as well: a stream is flushed before the file below it is closed.
    gc.collect()
    for name in GONE:
        setattr(sys, name, None)
    for name in _STREAMS:
        setattr(sys, name, getattr(sys, f"__{name}__", None))
    sys.modules.pop("__main__", None)
    let_go()
    for name in imported:
        sys.modules.pop(name, None)
    left_names.restore_builtins()
    gc.collect()
    if mark() is None:
        return
    forget_handlers()
    gc.collect()
    if mark() is None:
        return
    if mark().main() is None:
        held_names.take_back(mark, flush_between)
    else:
        held_names.clear_module(mark)


def forget_handlers() -> None:
    """Lets go of the program's signal handlers, as CPython does before it lets go of the modules. Interrupts go on to interrupt."""
    for number in range(1, _signal.NSIG):
        if callable(_handler_of(number)):
            _handle(number, _signal.default_int_handler if number == _signal.SIGINT else _signal.SIG_DFL)


def flush() -> int | None:
    """Lets out what is left in the program's streams, whatever it has put in their place. Where that fails, says so, and
    the status that the program gets for it."""
    status = None
    for name in ("stdout", "stderr"):
        try:
            _flush(name)
        except BaseException as exc:
            status = FLUSH_FAILED
            if name == "stdout":
                traces.show_ignored(exc, "while flushing sys.stdout")
    return status


def flush_between() -> None:
    """The same between programs that share an interpreter: as at CPython's prompt, what fails is the program's business."""
    for name in ("stderr", "stdout"):
        try:
            _flush(name)
        except KeyboardInterrupt:
            raise
        except BaseException:
            pass


def _flush(name: str) -> None:
    stream = vars(sys).get(name)
    if stream is None:
        return
    try:
        closed = bool(stream.closed)
    except Exception:
        closed = False
    if not closed:
        stream.flush()
