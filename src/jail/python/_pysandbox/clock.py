"""Sleeping that gives up the processor and that an interrupt ends, and clocks of processor time.

WebAssembly's own sleep spins, and hears nothing while it does. `poll` without descriptors reaches the
JavaScript half, which waits on the pipe from the host.
"""

import math
import operator
import os
import select
import selectors
import time
import types
from collections.abc import Callable

_poll, _select = select.poll, select.select
_monotonic = time.monotonic
_LONGEST_MS = 24 * 3_600_000


def wait(seconds: float | None, is_woken: Callable[[], bool] = lambda: False) -> None:
    """Waits; None is for ever. An interrupt raises what its signal handler raises; where the handler
    returns, `is_woken` says whether the wait ends all the same."""
    deadline = math.inf if seconds is None else _monotonic() + seconds
    while (left := deadline - _monotonic()) > 0 and not is_woken():
        wait_once(min(left * 1000, _LONGEST_MS))


def wait_once(milliseconds: float = _LONGEST_MS) -> None:
    """Waits until the time is over or a signal has been handled."""
    try:
        _poll().poll(milliseconds)  # A handler may wait as well, while this one does.
    except BaseException:
        forget_wake_up()
        raise


def forget_wake_up() -> None:
    """The wait that follows one that a signal ended is to end at once, unless that one has raised."""
    _poll().poll(0)


def seconds_of(value: object) -> float:
    """What CPython's C code takes as a number of seconds."""
    if not isinstance(value, float):
        try:
            value = operator.index(value)
        except TypeError:
            kind = type(value)
            prefix = "" if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}."
            name = prefix + kind.__qualname__
            raise TypeError(f"'{name}' object cannot be interpreted as an integer or float") from None
    elif value != value:
        raise ValueError("Invalid value NaN (not a number)")
    if abs(value) > 9223372036.0:
        raise OverflowError("timestamp out of range for C PyTime_t")
    return float(value)


def sleep(seconds, /):
    """Delay execution for a given number of seconds.  The argument may be
    a floating-point number for subsecond precision."""
    seconds = seconds_of(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    wait(seconds)


def select_(rlist, wlist, xlist, timeout=None, /):
    """Wait until one or more file descriptors are ready for some kind of I/O.

    The C library's own gives up where a timer ends its wait. Nothing becomes ready while a program waits, unless by a handler."""
    try:
        seconds = None if timeout is None else seconds_of(timeout)
    except TypeError:
        raise TypeError("timeout must be a float or None") from None
    if seconds is not None and seconds < 0:
        raise ValueError("timeout must be non-negative")
    found = _select(rlist, wlist, xlist, 0)
    if any(found):
        return found
    lists = [list(one) for one in (rlist, wlist, xlist)]
    wait(seconds, lambda: any(_select(*lists, 0)))
    return _select(*lists, 0)


def thread_time():
    """Thread time for profiling: sum of the kernel and user-space CPU time."""
    return time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)


def thread_time_ns():
    """Thread time for profiling as nanoseconds: sum of the kernel and user-space CPU time."""
    return time.clock_gettime_ns(time.CLOCK_THREAD_CPUTIME_ID)


_clock_info = time.get_clock_info


def get_clock_info(name, /):
    """Get information of the specified clock."""
    if name != "thread_time":
        return _clock_info(name)
    resolution = time.clock_getres(time.CLOCK_THREAD_CPUTIME_ID)
    implementation = "clock_gettime(CLOCK_THREAD_CPUTIME_ID)"
    return types.SimpleNamespace(
        implementation=implementation, monotonic=True, adjustable=False, resolution=resolution
    )


def times():
    """Return a collection containing process timing information."""
    return os.times_result((time.process_time(), 0.0, 0.0, 0.0, _monotonic()))


def install() -> None:
    """Puts this sleep in place of the one that spins, and clocks where there are none."""
    for function in (sleep, thread_time, thread_time_ns, get_clock_info):
        function.__module__ = "time"
        setattr(time, function.__name__, function)
    times.__module__ = "posix"
    os.times = times
    select_.__name__ = select_.__qualname__ = select_.__module__ = "select"
    select.select = select_
    selectors.SelectSelector._select = staticmethod(select_)
