"""The event loop of asyncio, on a sandbox that has timers and nothing else to wait for."""

import asyncio

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

    def _process_events(self, event_list: list) -> None:
        pass

    def _write_to_self(self) -> None:
        """Called by signal handlers, such as the one with which `asyncio.run` answers Ctrl-C."""
        self._selector.woken = True


class SandboxEventLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    """Makes `SandboxEventLoop` the loop that asyncio creates."""

    _loop_factory = SandboxEventLoop


def install() -> None:
    """Makes the sandbox's loop the default one."""
    asyncio.events._set_event_loop_policy(SandboxEventLoopPolicy())
