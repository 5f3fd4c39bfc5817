"""Sleeping that gives up the processor and that an interrupt ends.

WebAssembly's own sleep spins, and hears nothing while it does. `poll` without descriptors reaches the
JavaScript half, which waits on the pipe from the host.
"""

import math
import select
import time
from collections.abc import Callable

_poll = select.poll().poll
_monotonic = time.monotonic
_LONGEST_MS = 24 * 3_600_000


def wait(seconds: float | None, is_woken: Callable[[], bool] = lambda: False) -> None:
    """Waits; None is for ever. An interrupt raises what its signal handler raises; where the handler
    returns, `is_woken` says whether the wait ends all the same."""
    deadline = math.inf if seconds is None else _monotonic() + seconds
    while (left := deadline - _monotonic()) > 0 and not is_woken():
        _poll(min(left * 1000, _LONGEST_MS))


def sleep(seconds, /):
    """Delay execution for a given number of seconds.  The argument may be
    a floating-point number for subsecond precision."""
    if not hasattr(seconds, "__index__") and not hasattr(seconds, "__float__"):
        raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
    seconds = float(seconds)
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds > 9223372036.0:
        raise OverflowError("timestamp out of range for platform time_t")
    wait(seconds)


def install() -> None:
    """Puts this sleep in place of the one that spins."""
    sleep.__module__ = "time"
    sleep.__qualname__ = "sleep"
    time.sleep = sleep
