"""The event loop of asyncio, on a sandbox that has timers and nothing else to wait for."""

import asyncio
import errno
import signal

from . import clock


def sleep(timeout: float | None, is_woken) -> None:
    """Waits for timers alone."""
    if timeout is None or timeout > 0:
        clock.wait(timeout, is_woken)


# `calls` puts a wait in its place that the answers of the host end as well.
wait = sleep


class _Timers:
    """A selector without file descriptors: its `select` is a sleep that an interrupt ends."""

    def __init__(self) -> None:
        self.woken = False

    def select(self, timeout: float | None) -> list:
        wait(timeout, lambda: self.woken)
        self.woken = False
        return []


class SandboxEventLoop(asyncio.BaseEventLoop):
    """`asyncio.run`, tasks, timeouts and queues work as in CPython; sockets and subprocesses do not exist."""

    def __init__(self) -> None:
        asyncio.BaseEventLoop.__init__(self)  # `super()` would look for this frame, which is hidden.
        self._selector = _Timers()
        self._signal_handlers = {}

    def _process_events(self, event_list: list) -> None:
        pass

    def _write_to_self(self) -> None:
        """Called by signal handlers, such as the one with which `asyncio.run` answers Ctrl-C."""
        self._selector.woken = True

    def add_signal_handler(self, sig, callback, *args):
        """Add a handler for a signal.  UNIX only.

        Raise ValueError if the signal number is invalid or uncatchable.
        Raise RuntimeError if there is a problem setting up the handler.
        """
        if asyncio.iscoroutine(callback) or asyncio.coroutines._iscoroutinefunction(callback):
            raise TypeError("coroutines cannot be used with add_signal_handler()")
        _check_signal(sig)
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, None)
        try:
            signal.signal(sig, self._called_by_signal)
        except OSError as exc:
            if exc.errno == errno.EINVAL:
                raise RuntimeError(f"sig {sig} cannot be caught") from None
            raise
        self._signal_handlers[sig] = handle

    def remove_signal_handler(self, sig):
        """Remove a handler for a signal.  UNIX only.

        Return True if a signal handler was removed, False if not.
        """
        _check_signal(sig)
        if self._signal_handlers.pop(sig, None) is None:
            return False
        signal.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
        return True

    def _called_by_signal(self, number: int, frame) -> None:
        handle = self._signal_handlers.get(number)
        if handle is not None and not handle._cancelled:
            self._add_callback_signalsafe(handle)

    def close(self) -> None:
        asyncio.BaseEventLoop.close(self)
        for number in list(self._signal_handlers):
            self.remove_signal_handler(number)


def _check_signal(number: object) -> None:
    if not isinstance(number, int):
        raise TypeError(f"sig must be an int, not {number!r}")
    if number not in signal.valid_signals():
        raise ValueError(f"invalid signal number {number}")


class SandboxEventLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    """Makes `SandboxEventLoop` the loop that asyncio creates."""

    _loop_factory = SandboxEventLoop


def install() -> None:
    """Makes the sandbox's loop the default one."""
    asyncio.events._set_event_loop_policy(SandboxEventLoopPolicy())
