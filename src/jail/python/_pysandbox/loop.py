"""The event loop of asyncio, on a sandbox that has timers and nothing else to wait for."""

import asyncio

from . import clock


class _Timers:
    """A selector without file descriptors: its `select` is a sleep that an interrupt ends."""

    def select(self, timeout: float | None) -> list:
        if timeout is None or timeout > 0:
            clock.wait(timeout)
        return []


class SandboxEventLoop(asyncio.BaseEventLoop):
    """`asyncio.run`, tasks, timeouts and queues work as in CPython; sockets and subprocesses do not exist."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Timers()

    def _process_events(self, event_list: list) -> None:
        pass

    def _write_to_self(self) -> None:
        """There is no other thread that could have to wake this one."""


class SandboxEventLoopPolicy(asyncio.events._BaseDefaultEventLoopPolicy):
    """Makes `SandboxEventLoop` the loop that asyncio creates."""

    _loop_factory = SandboxEventLoop


def install() -> None:
    """Makes the sandbox's loop the default one."""
    asyncio.events._set_event_loop_policy(SandboxEventLoopPolicy())
