"""A client of `pysandbox serve-stdio`: runs untrusted Python in a sandbox, from Python.

One file without dependencies, for Python 3.9 and later.

    from pysandbox import Sandbox

    with Sandbox(timeout=5) as sandbox:
        print(sandbox.run("4 + 5").output)                  # 9
        with sandbox.session() as session:
            session.run("x = 6")
            print(session.run("x * 7").output)              # 42
        for result in sandbox.map(["1 + 1", "2 + 2"]):      # many, in order
            print(result.output)

`AsyncSandbox` is the same for asyncio.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import contextvars
import inspect
import io
import itertools
import json
import math
import os
import re
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import types
import typing
import unicodedata
import uuid
import weakref
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union, cast

if TYPE_CHECKING:
    import asyncio
    import concurrent.futures

    from typing_extensions import Unpack

__all__ = [
    "AsyncSandbox",
    "AsyncSession",
    "ErrorDetail",
    "InvalidRequest",
    "OutputFile",
    "Result",
    "RunFailed",
    "Sandbox",
    "SandboxBusy",
    "SandboxDied",
    "SandboxError",
    "Session",
    "Stats",
    "find_executable",
]

OnOutput = Callable[[str, str], None]
# Host functions by name, plain or async. What they take and return is JSON.
Functions = Mapping[str, Callable[..., Any]]
# What `map` takes: the code, or the arguments of `run` by name, such as {"code": ..., "stdin": ...}.
Program = Union[str, Mapping[str, Any]]

# How often a server is asked whether it lives while a call without a time limit waits, in seconds.
_CHECK_EVERY = 60.0
# How much of the server's standard error is kept for error messages, in bytes.
_LAST_WORDS = 4096
# The largest value that answers a call, in bytes of JSON.
_LARGEST_VALUE = 4 * 1024 * 1024
# How many programs `map` has started whose results were not taken: more than a server runs at once.
_BUFFER_SIZE = max(64, 4 * (os.cpu_count() or 1))
# The longest message of an error that a function raises, in characters.
_LONGEST_MESSAGE = 65536
# On Windows, Ctrl-C does not interrupt a thread that waits for a lock, so that no wait may be long.
_LONGEST_WAIT = 0.2 if sys.platform == "win32" else threading.TIMEOUT_MAX


class SandboxError(Exception):
    """Whatever goes wrong around a run: no server, no answer, no room. Programs that fail are results instead."""


class SandboxDied(SandboxError):
    """The server ended, or had to be ended, before it answered. The next call starts another."""


class SandboxBusy(SandboxError):
    """The server's queue is full, or it has as many sessions as it may; nothing was run. Try again later."""


class InvalidRequest(SandboxError, ValueError):
    """The server refused the request, such as one for more time than it may give; nothing was run."""


class RunFailed(SandboxError):
    """The run was not `ok`; raised by `Result.raise_for_status` alone."""

    def __init__(self, result: Result) -> None:
        super().__init__(f"{result.status}: {result.error}")
        self.result = result

    def __reduce__(self) -> tuple[type[RunFailed], tuple[Result]]:
        return RunFailed, (self.result,)


@dataclass(frozen=True)
class ErrorDetail:
    """An uncaught exception, as the sandboxed code describes it: a claim, not a fact."""

    type: str
    message: str
    traceback: str
    line: Optional[int]


@dataclass(frozen=True)
class Stats:
    """What the server measured: milliseconds and bytes."""

    startup_ms: float
    wall_ms: float
    cpu_ms: float
    peak_heap_bytes: int
    output_bytes: int


class OutputFile(bytes):
    """The bytes of a file that a program has made, with a type that goes by the ending of its name."""

    mime: str

    def __new__(cls, contents: bytes, mime: str) -> OutputFile:
        file = super().__new__(cls, contents)
        file.mime = mime
        return file

    def __getnewargs__(self) -> tuple[bytes, str]:  # type: ignore[override]
        return bytes(self), self.mime


@dataclass(frozen=True)
class Result:
    """How a run ended.

    `status` is `ok`, `error` (an uncaught exception, or an exit status other than 0), `timeout`, `cpu`, `memory`,
    `output`, `crashed`, `cancelled` or `internal`.
    """

    status: str
    exit_code: int
    output: Any
    """The value of the last expression; None where there is none or it has no JSON form."""
    result_repr: Optional[str]
    stdout: str
    stderr: str
    error: Optional[str]
    error_detail: Optional[ErrorDetail]
    truncated: bool
    """Whether `stdout` and `stderr` were cut at the output limit."""
    stats: Optional[Stats]
    session_lost: bool
    """Whether an earlier state of the session was gone, so that this run began with a clean one."""
    session_ended: bool
    """Whether the session ended with this run, so that the next one begins with a clean one."""
    files: Mapping[str, OutputFile] = field(default_factory=dict)
    """The files that `outputs` asked for, by path. Named and filled by the program."""
    files_omitted: Sequence[str] = ()
    """What was left out of them, and why, in clauses."""
    display: Sequence[Mapping[str, Any]] = ()
    """What the program has shown, where that was asked for: each an object of MIME types, as in Jupyter."""

    @property
    def ok(self) -> bool:
        """Whether the program ended by itself and without an error."""
        return self.status == "ok"

    def raise_for_status(self) -> Result:
        """Returns this result where it is `ok`; raises RunFailed otherwise."""
        if not self.ok:
            raise RunFailed(self)
        return self

    def save_files(
        self, directory: Union[str, os.PathLike[str]], *, overwrite: bool = False
    ) -> list[str]:
        """Writes the files below a directory, which is made if it is not there, and returns their paths.

        Nothing is written outside of it, through a link, or under a name that not every system can have; no file is
        replaced unless `overwrite` is true; and none is there by half. Where one cannot be written, those before it
        stay.

        Raises SandboxError where a name is refused, before anything is written, or a file cannot be written.
        """
        _check_names(list(self.files))
        root = os.fspath(directory)
        try:
            os.makedirs(root, exist_ok=True)
            root = os.path.realpath(root)
        except OSError as error:
            raise _unwritten(root, error.strerror) from error
        return [_save(root, path, contents, overwrite) for path, contents in self.files.items()]


class RunOptions(TypedDict, total=False):
    """The options of `Session.run`, for type checkers; `Sandbox.run` says what each means."""

    timeout: Optional[float]
    cpu: Optional[float]
    max_heap: Union[int, str, None]
    max_output: Union[int, str, None]
    args: Sequence[str]
    env: Optional[Mapping[str, str]]
    stdin: Optional[str]
    seed: Union[int, str, None]
    inputs: Optional[Mapping[str, Any]]
    files: Optional[Mapping[str, Union[str, bytes]]]
    outputs: Optional[Sequence[str]]
    display: bool
    on_output: Optional[OnOutput]
    functions: Optional[Functions]
    call_timeout: Optional[float]
    max_calls: Optional[int]


def find_executable() -> str:
    """The path of the pysandbox that was installed with this module or this Python; else `pysandbox`, for the PATH."""
    name = "pysandbox.exe" if sys.platform == "win32" else "pysandbox"
    paths = (os.path.join(folder, name) for folder in _script_folders())
    return next((path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)), "pysandbox")


def _script_folders() -> Iterator[str]:
    """Where installers put commands: first beside this module as a package, then those of this Python, and of its user."""
    package = os.path.dirname(os.path.abspath(__file__))
    if os.path.basename(package) == "pysandbox":
        # pip --target, --prefix and --user put the package where Python may not look for commands.
        site = os.path.dirname(package)
        if sys.platform == "win32":
            relative = ("../../Scripts", "../Scripts", "bin")
        else:
            relative = ("../../../bin", "bin")
        yield from (os.path.normpath(os.path.join(site, folder)) for folder in relative)
    yield sysconfig.get_path("scripts")
    if sys.executable:
        yield os.path.dirname(sys.executable)
    for scheme in (f"{os.name}_user", "osx_framework_user"):
        if scheme in sysconfig.get_scheme_names():
            yield sysconfig.get_path("scripts", scheme)


class Sandbox:
    """A `pysandbox serve-stdio` of one's own, started when it is first needed, and again after it died.

    Threads may share it and run at the same time. Use it as a context manager, or call `close`.

    command: the words that start pysandbox; without it, what `find_executable` finds.
    timeout: the longest that a run may take, in seconds, and what it gets where it asks for no less; 0 is no limit.
    packages: the file of an environment that `pysandbox packages build` has made, whose packages programs can import.
    options: further options of `pysandbox serve-stdio`, such as `["--workers", "4", "--max-heap", "128"]`.
    grace: how many seconds the server may take for what is not a run: to start, to answer, to end. Then it is killed.
    """

    def __init__(
        self,
        command: Optional[Sequence[str]] = None,
        *,
        timeout: float = 30.0,
        packages: Union[str, os.PathLike[str], None] = None,
        options: Sequence[str] = (),
        grace: float = 10.0,
    ) -> None:
        if any(option.startswith(("-t", "--timeout")) for option in options):
            raise ValueError(
                "options: expected no --timeout there; give the argument `timeout` instead"
            )
        self._timeout = _milliseconds("timeout", timeout)
        self._grace = grace
        started = [find_executable()] if command is None else _words("command", command)
        words = [*started, "serve-stdio", "--timeout", f"{self._timeout}ms"]
        if packages is not None:
            words += ["--packages", os.fspath(packages)]
        self._command = [*words, *_words("options", options)]
        self._lock = threading.Lock()
        self._server: Optional[_Server] = None
        self._finalizer: weakref.finalize[[], Sandbox]
        self._lost: set[str] = set()
        self._closed = False
        self._loop = _Loop()
        _sandboxes.add(self)

    def run(
        self,
        code: str,
        *,
        session: Optional[str] = None,
        timeout: Optional[float] = None,
        cpu: Optional[float] = None,
        max_heap: Union[int, str, None] = None,
        max_output: Union[int, str, None] = None,
        args: Sequence[str] = (),
        env: Optional[Mapping[str, str]] = None,
        stdin: Optional[str] = None,
        seed: Union[int, str, None] = None,
        inputs: Optional[Mapping[str, Any]] = None,
        files: Optional[Mapping[str, Union[str, bytes]]] = None,
        outputs: Optional[Sequence[str]] = None,
        display: bool = False,
        on_output: Optional[OnOutput] = None,
        functions: Optional[Functions] = None,
        call_timeout: Optional[float] = None,
        max_calls: Optional[int] = None,
    ) -> Result:
        """Runs a program, in an interpreter of its own or in a session, and waits for its end.

        timeout, cpu: seconds; at most what the server was started with.
        max_heap, max_output: bytes, or a size such as "64MiB"; at most what the server was started with.
        inputs: values that JSON has, which the program finds as global names.
        files: what the program finds in its working directory: the text or the bytes of each path.
        outputs: patterns of the files that are wanted, such as `["*.png", "out/**"]`; they are in `Result.files`.
        display: whether what the program shows is wanted, by `display(...)`, its last value, and open figures.
        on_output: called as `on_output("stdout", text)` while the program runs, in the calling thread. What it raises
            stops the program and leaves `run`, and so does Ctrl-C.
        functions: what the program may call, by name: plain functions, each call in a thread of its own, and async ones,
            all on one event loop of the sandbox. Signature, annotations and docstring are what `help` shows in there. What
            a function raises is raised in the program. The program's time limit stands while it waits for an answer.
        call_timeout: seconds until a call raises TimeoutError in the program: 30.
        max_calls: how many calls the program may make: 1,000.

        Raises InvalidRequest, SandboxBusy, SandboxDied, or another SandboxError where the server cannot be started.
        """
        options: RunOptions = {
            **{"timeout": timeout, "cpu": cpu, "max_heap": max_heap, "max_output": max_output},
            **{"args": args, "env": env, "stdin": stdin, "seed": seed, "inputs": inputs, "files": files},
            **{"outputs": outputs, "display": display, "on_output": on_output},
            **{"functions": functions, "call_timeout": call_timeout, "max_calls": max_calls},
        }
        run = _Run(code, session, options, self._loop.run)
        return run.result(_waited(self._exchange(run.request, self._patience_of(run), run.heard)))

    def map(
        self,
        programs: Iterable[Program],
        *,
        buffersize: int = _BUFFER_SIZE,
        return_exceptions: bool = False,
        **options: Unpack[RunOptions],
    ) -> Iterator[Result]:
        """Runs many programs, as many at once as the server has workers, and gives their results in order.

        As `concurrent.futures.Executor.map`: the first programs start at once, and each result is there as soon as it
        and those before it are. A program that fails is a result; what `run` would raise is raised in its place, and
        ends the rest. Leaving the loop early, or closing the iterator, stops what still runs.

        programs: the code of each, or the arguments of `run`: `{"code": "print(input())", "stdin": "x"}`. They are
            taken from an iterator as results are taken from this one.
        buffersize: how many programs the server has at most whose results were not taken.
        return_exceptions: whether what would be raised is given in the place of the result, as in `asyncio.gather`.
        options: what every run gets that says nothing else, as `Sandbox.run` has it. `on_output` is called in the thread
            of the sandbox's event loop.
        """
        _expect_positive("buffersize", buffersize)

        def start(program: Program) -> concurrent.futures.Future[Result]:
            return self._loop.start(self._run_async(*_program(program, options)))

        futures = _ordered(programs, start, buffersize)
        first = next(futures, None)
        return self._results(first, futures, return_exceptions)

    def _results(
        self,
        first: Optional[concurrent.futures.Future[Result]],
        futures: Generator[concurrent.futures.Future[Result], None, None],
        return_exceptions: bool,
    ) -> Iterator[Result]:
        """What comes of them, in their order."""
        from concurrent.futures import CancelledError, TimeoutError

        with contextlib.closing(futures):
            future = first
            while future is not None:
                try:
                    while not future.done():
                        with contextlib.suppress(TimeoutError):
                            future.exception(_LONGEST_WAIT)
                    yield future.result()
                except CancelledError:
                    raise SandboxDied("The sandbox was closed") from None
                except Exception as error:
                    if not return_exceptions:
                        raise
                    yield cast(Result, error)
                future = next(futures, None)

    async def _run_async(self, code: str, session: Optional[str], options: RunOptions) -> Result:
        """A run on the event loop that runs: where its task is cancelled, so is the program."""
        with _TaskLoop() as loop:
            run = _Run(code, session, options, loop.run)
            steps = self._exchange(run.request, self._patience_of(run), run.heard, _AsyncCall)
            return run.result(await _awaited(steps))

    def session(self, name: Optional[str] = None) -> Session:
        """A session: its state lasts from run to run. Without a name it gets one that is not in use."""
        return Session(self, uuid.uuid4().hex if name is None else name)

    def ping(self) -> dict[str, Any]:
        """What the server says of itself: version, limits, walls, load and counters, as in its protocol."""
        answer = _waited(self._exchange({"ping": True}, self._grace))
        return {name: value for name, value in answer.items() if name != "id"}

    def close(self) -> None:
        """Ends the server; what still runs is cancelled. Closing again does nothing."""
        with self._lock:
            server, self._server, self._closed = self._server, None, True
        _sandboxes.discard(self)
        if server is not None:
            server.close()
        self._loop.close()

    def __enter__(self) -> Sandbox:
        with self._lock:
            self._serving()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _exchange(
        self,
        request: dict[str, Any],
        patience: Optional[float],
        heard: Optional[_OnEvent] = None,
        kind: Optional[type[_Call]] = None,
    ) -> _Steps:
        """Sends a request and waits for its answer; `patience` is as `_Server.wait` has it. Closed before, it cancels."""
        name: Optional[str] = request.get("session")
        with self._lock:
            server = self._serving()
            call = server.ask(request, kind)
            while call is None:
                server = self._serving()
                call = server.ask(request, kind)
            was_lost = name in self._lost
            self._lost -= {name}
        try:
            answer = yield from server.wait(call, patience, heard)
        except BaseException:
            server.cancel(call)
            self._remember(name, server, was_lost)
            raise
        refusal = _REFUSALS.get(answer.get("status"))
        if refusal is not None:
            self._remember(name, None, was_lost)
            raise refusal(answer.get("error"))
        self._remember(name, server, False)
        return {**answer, "sessionLost": True} if was_lost else answer

    def _remember(self, name: Optional[str], server: Optional[_Server], is_lost: bool) -> None:
        """Keeps where a session has its state, and whether its next result has to say that an earlier one is gone."""
        if name is None:
            return
        with self._lock:
            if server is not None and server is self._server:
                server.sessions.add(name)
            elif server is not None:
                is_lost = True
            if is_lost:
                self._lost.add(name)

    def _close_session(self, name: str, kind: Optional[type[_Call]] = None) -> _Steps:
        with self._lock:
            self._lost.discard(name)
            server = self._server
            if server is None or name not in server.sessions:
                return {}
            server.sessions.discard(name)
            call = server.ask({"close": name}, kind)
        return {} if call is None else (yield from server.wait(call, self._patience(None)))

    def _patience_of(self, run: _Run) -> Optional[float]:
        # While a program waits for an answer, its time does not run.
        return None if run.functions else self._patience(run.request.get("timeout"))

    def _patience(self, milliseconds: Optional[int]) -> Optional[float]:
        """How many seconds a run may take to be answered once it has begun; None for no limit."""
        limit = self._timeout if milliseconds is None else milliseconds
        return limit / 1000 + self._grace if limit > 0 else None

    def _serving(self) -> _Server:
        """The server that runs, or a new one. The lock must be held."""
        if self._closed:
            raise SandboxError("The sandbox is closed: make another")
        if self._server is None or not self._server.is_alive():
            self._forget()
            self._server = _Server(self._command, self._grace)
            # A sandbox that nobody holds any more lets its server go, without waiting for it.
            self._finalizer = weakref.finalize(self, self._server.let_go)
            self._finalizer.atexit = False
        return self._server

    def _forget(self) -> None:
        """Takes leave of the server that was: the state of its sessions is gone."""
        if self._server is not None:
            self._lost |= self._server.sessions
            self._server = None
            self._finalizer.detach()

    def _after_fork(self) -> None:
        """In a forked child: the server is the parent's, and threads that are not here may hold the locks."""
        self._lock = threading.Lock()
        self._loop = _Loop()
        if self._server is not None:
            self._server.leave_to_parent()
        self._forget()


class Session:
    """A session of a sandbox: an interpreter that is kept from run to run. Made by `Sandbox.session`."""

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        self._sandbox = sandbox
        self.name = name

    def run(self, code: str, **options: Unpack[RunOptions]) -> Result:
        """Runs a program in the session, with the options of `Sandbox.run`. `max_heap` is fixed by the first run."""
        return self._sandbox.run(code, session=self.name, **options)

    def close(self) -> None:
        """Ends the session, after what runs in it. A later run under its name begins with a clean state."""
        with contextlib.suppress(SandboxDied):  # With the server, its sessions are gone as well.
            _waited(self._sandbox._close_session(self.name))

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncSandbox:
    """A `Sandbox` for asyncio, made with the same arguments. A task that is cancelled stops its program in the server.

        async with AsyncSandbox(timeout=5) as sandbox:
            one, two = await asyncio.gather(sandbox.run("1 + 1"), sandbox.run("2 + 2"))
            async for result in sandbox.map(programs):
                ...
    """

    def __init__(
        self,
        command: Optional[Sequence[str]] = None,
        *,
        timeout: float = 30.0,
        packages: Union[str, os.PathLike[str], None] = None,
        options: Sequence[str] = (),
        grace: float = 10.0,
    ) -> None:
        self._sandbox = Sandbox(command, timeout=timeout, packages=packages, options=options, grace=grace)

    async def run(self, code: str, *, session: Optional[str] = None, **options: Unpack[RunOptions]) -> Result:
        """Runs a program, with the options of `Sandbox.run`.

        `on_output` is called in the event loop. Async functions run as tasks of it, which end with the run; plain ones
        each in a thread of their own.
        """
        return await self._sandbox._run_async(code, session, options)

    async def map(
        self,
        programs: Iterable[Program],
        *,
        buffersize: int = _BUFFER_SIZE,
        return_exceptions: bool = False,
        **options: Unpack[RunOptions],
    ) -> AsyncIterator[Result]:
        """Runs many programs, and gives their results in order, as `Sandbox.map` does; `async for` starts the first."""
        import asyncio

        _expect_positive("buffersize", buffersize)

        def start(program: Program) -> asyncio.Task[Result]:
            return asyncio.ensure_future(self._sandbox._run_async(*_program(program, options)))

        with contextlib.closing(_ordered(programs, start, buffersize)) as tasks:
            for task in tasks:
                try:
                    result = await task
                except Exception as error:
                    if not return_exceptions:
                        raise
                    result = cast(Result, error)
                yield result

    def session(self, name: Optional[str] = None) -> AsyncSession:
        """A session: its state lasts from run to run. Without a name it gets one that is not in use."""
        return AsyncSession(self, uuid.uuid4().hex if name is None else name)

    async def ping(self) -> dict[str, Any]:
        """What the server says of itself: version, limits, walls, load and counters, as in its protocol."""
        sandbox = self._sandbox
        answer = await _awaited(sandbox._exchange({"ping": True}, sandbox._grace, None, _AsyncCall))
        return {name: value for name, value in answer.items() if name != "id"}

    async def close(self) -> None:
        """Ends the server; what still runs is cancelled. Closing again does nothing."""
        import asyncio

        loop = asyncio.get_running_loop()
        closed = asyncio.Event()

        def close() -> None:
            self._sandbox.close()
            with contextlib.suppress(RuntimeError):  # The loop was closed: nobody waits any more.
                loop.call_soon_threadsafe(closed.set)

        # Not in the default executor: an application may have filled that.
        threading.Thread(target=close, name="pysandbox-close", daemon=True).start()
        await closed.wait()

    async def __aenter__(self) -> AsyncSandbox:
        self._sandbox.__enter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class AsyncSession:
    """A session of an `AsyncSandbox`: an interpreter that is kept from run to run."""

    def __init__(self, sandbox: AsyncSandbox, name: str) -> None:
        self._sandbox = sandbox
        self.name = name

    async def run(self, code: str, **options: Unpack[RunOptions]) -> Result:
        """Runs a program in the session, with the options of `Sandbox.run`. `max_heap` is fixed by the first run."""
        return await self._sandbox.run(code, session=self.name, **options)

    async def close(self) -> None:
        """Ends the session, after what runs in it. A later run under its name begins with a clean state."""
        with contextlib.suppress(SandboxDied):  # With the server, its sessions are gone as well.
            await _awaited(self._sandbox._sandbox._close_session(self.name, _AsyncCall))

    async def __aenter__(self) -> AsyncSession:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


_OnEvent = Callable[[dict[str, Any], "_Server"], None]
_Message = Union[dict[str, Any], SandboxDied]
# What waits for an answer, in threads and in asyncio alike: it yields a call and how many seconds it waits for that one's
# next message, is sent the message, or None where none came in time, and returns the answer.
_Steps = Generator[tuple["_Call", float], Optional[_Message], dict[str, Any]]


def _waited(steps: _Steps) -> dict[str, Any]:
    """The answer, for which the calling thread waits."""
    with contextlib.closing(steps):
        try:
            call, seconds = next(steps)
            while True:
                call, seconds = steps.send(call.next(seconds))
        except StopIteration as end:
            return cast("dict[str, Any]", end.value)


async def _awaited(steps: _Steps) -> dict[str, Any]:
    """The answer, for which a task waits. Its calls are of the kind _AsyncCall."""
    with contextlib.closing(steps):
        try:
            call, seconds = next(steps)
            while True:
                call, seconds = steps.send(await cast(_AsyncCall, call).arrival(seconds))
        except StopIteration as end:
            return cast("dict[str, Any]", end.value)


class _Call:
    """A request that waits for its answer. Its inbox gets events, then the answer or the server's death."""

    def __init__(self, id: int, size: int) -> None:
        self.id = id
        self.size = size
        self._inbox: SimpleQueue[_Message] = SimpleQueue()

    def put(self, message: _Message) -> None:
        """Hands a message over, from any thread."""
        self._inbox.put(message)

    def next(self, seconds: float) -> Optional[_Message]:
        """The next message; None where none came in time."""
        deadline = time.monotonic() + seconds
        while True:
            left = max(0.0, deadline - time.monotonic())
            try:
                return self._inbox.get(timeout=min(left, _LONGEST_WAIT))
            except Empty:
                if left <= _LONGEST_WAIT:
                    return None


class _AsyncCall(_Call):
    """A request for whose answer a task waits, on the event loop on which it is made."""

    def __init__(self, id: int, size: int) -> None:
        import asyncio

        super().__init__(id, size)
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()

    def put(self, message: _Message) -> None:
        super().put(message)
        with contextlib.suppress(RuntimeError):  # The loop was closed: nobody waits any more.
            self._loop.call_soon_threadsafe(self._arrived.set)

    async def arrival(self, seconds: float) -> Optional[_Message]:
        """The next message; None where none came in time."""
        import asyncio

        with contextlib.suppress(asyncio.TimeoutError):
            while self._inbox.empty():
                self._arrived.clear()
                await asyncio.wait_for(self._arrived.wait(), max(0.0, seconds))
        return None if self._inbox.empty() else self._inbox.get_nowait()


class _Run:
    """A run: its request, and what is heard of it until its answer."""

    def __init__(
        self,
        code: str,
        session: Optional[str],
        options: RunOptions,
        run_coroutine: Callable[[Coroutine[Any, Any, Any]], Any],
    ) -> None:
        unknown = [name for name in options if name not in RunOptions.__annotations__]
        if unknown:
            raise TypeError(f"run() got an unexpected keyword argument '{unknown[0]}'")
        self.functions = options.get("functions")
        self._on_output = options.get("on_output")
        self._run_coroutine = run_coroutine
        self._printed: dict[str, list[str]] = {"stdout": [], "stderr": []}
        env, inputs, files = options.get("env"), options.get("inputs"), options.get("files")
        outputs, seed = options.get("outputs"), options.get("seed")
        request: dict[str, Any] = {
            "code": code,
            "session": session,
            "timeout": _limit("timeout", options.get("timeout")),
            "cpu": _limit("cpu", options.get("cpu")),
            "maxHeap": options.get("max_heap"),
            "maxOutput": options.get("max_output"),
            "args": _words("args", options.get("args", ())) or None,
            "env": None if env is None else dict(env),
            "stdin": options.get("stdin"),
            "seed": None if seed is None else str(seed),
            "inputs": None if inputs is None else dict(inputs),
            "files": None if files is None else {path: _given(path, files[path]) for path in files},
            "outputs": None if outputs is None else _words("outputs", outputs),
            "display": True if options.get("display") else None,
            "stream": None if self._on_output is None else True,
            "functions": [_described(*item) for item in self.functions.items()] if self.functions else None,
            "callTimeout": _limit("call_timeout", options.get("call_timeout")),
            "maxCalls": options.get("max_calls"),
        }
        self.request: dict[str, Any] = {name: value for name, value in request.items() if value is not None}

    def heard(self, event: dict[str, Any], server: _Server) -> None:
        """Acts on an event of the run."""
        kind = event["event"]
        if kind in self._printed:
            self._printed[kind].append(event["data"])
            if self._on_output is not None:
                self._on_output(kind, event["data"])
        elif kind == "call" and self.functions:
            _HostCall(event, self.functions[event["name"]], server).start(self._run_coroutine)

    def result(self, answer: Mapping[str, Any]) -> Result:
        """The answer, with what was printed before it."""
        return _result(answer, {stream: "".join(pieces) for stream, pieces in self._printed.items()})


def _limit(name: str, seconds: Optional[float]) -> Optional[int]:
    return None if seconds is None else _milliseconds(name, seconds)


class _Cancellable(typing.Protocol):
    def cancel(self) -> Any: ...


_Given = typing.TypeVar("_Given")
_Future = typing.TypeVar("_Future", bound=_Cancellable)


def _ordered(
    given: Iterable[_Given], start: Callable[[_Given], _Future], most: int
) -> Generator[_Future, None, None]:
    """Starts what is given, as much ahead as may be, and yields the futures in order. Closed, it cancels the rest."""
    started: deque[_Future] = deque()
    try:
        for one in given:
            started.append(start(one))
            if len(started) == most:
                yield started[0]
                started.popleft()
        while started:
            yield started[0]
            started.popleft()
    finally:
        for future in started:
            future.cancel()


def _program(program: Program, options: RunOptions) -> tuple[str, Optional[str], RunOptions]:
    """The code, the session and the options of one program of `map`."""
    if isinstance(program, str):
        return program, None, options
    given = {**options, **program}
    if "code" not in given:
        raise TypeError("map: expected the member 'code' in each program that is a mapping")
    return given.pop("code"), given.pop("session", None), cast(RunOptions, given)


def _expect_positive(name: str, value: int) -> None:
    if value < 1:
        raise ValueError(f"{name}: expected a whole number from 1; got {value!r}")


class _TaskLoop:
    """The event loop that runs, for the async host functions of one run, whose tasks end with it."""

    def __init__(self) -> None:
        import asyncio

        self._lock = threading.Lock()
        self._loop = asyncio.get_running_loop()
        self._futures: set[concurrent.futures.Future[Any]] = set()
        self._has_ended = False

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """The value of a coroutine, for which the calling thread, another than the loop's, waits."""
        import asyncio

        with self._lock:
            if self._has_ended:
                coroutine.close()
                raise RuntimeError("The run has ended")
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
            self._futures.add(future)
        try:
            return future.result()
        finally:
            self._futures.discard(future)

    def __enter__(self) -> _TaskLoop:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._has_ended = True
            futures = list(self._futures)
        for future in futures:
            future.cancel()


class _Loop:
    """An event loop in a thread of its own, started when it is first needed. It is there for async host functions."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: Optional[asyncio.AbstractEventLoop] = None

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """The value of a coroutine, for which the calling thread waits."""
        return self.start(coroutine).result()

    def start(self, coroutine: Coroutine[Any, Any, Any]) -> concurrent.futures.Future[Any]:
        """Runs a coroutine on the loop."""
        import asyncio  # Which a program without async functions does without.

        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._serve, args=(self._loop,), name="pysandbox-loop", daemon=True).start()
            return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def close(self) -> None:
        """Cancels what runs, and ends the loop."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(loop.stop)

    @staticmethod
    def _serve(loop: asyncio.AbstractEventLoop) -> None:
        import asyncio

        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            loop.close()


class _HostCall:
    """A call of a host function, from its event to its answer."""

    def __init__(self, event: Mapping[str, Any], function: Callable[..., Any], server: _Server) -> None:
        self._event = event
        self._function = function
        self._server = server

    def start(self, run_coroutine: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        """Calls the function in a thread of its own, with the context of what called `run`."""
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._run, run_coroutine), name="pysandbox-call", daemon=True).start()

    def _run(self, run_coroutine: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        answer: dict[str, Any] = {"answer": self._event["call"]}
        try:
            value = self._function(*self._event["args"], **self._event["kwargs"])
            if inspect.iscoroutine(value):
                value = run_coroutine(value)
            line = self._line({**answer, "value": value})
        except BaseException as error:  # Whatever it is, the program waits for an answer.
            line = _line({**answer, "error": {"type": type(error).__name__, "message": _message(error)}})
        self._server.answer(line)

    def _line(self, answer: Mapping[str, Any]) -> bytes:
        name = self._event["name"]
        try:
            line = _line(answer)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{name} returned what JSON does not have: {error}") from error
        if len(line) > _LARGEST_VALUE:
            raise ValueError(f"{name} returned {len(line)} bytes of JSON, expected at most {_LARGEST_VALUE}")
        return line


class _Server:
    """One process of the server: a thread writes requests, one hands out answers, one keeps its last words."""

    def __init__(self, command: Sequence[str], grace: float) -> None:
        self.sessions: set[str] = set()
        self._grace = grace
        self._lock = threading.Lock()
        self._calls: dict[int, _Call] = {}
        self._ids = itertools.count(1)
        self._lines: SimpleQueue[Optional[bytes]] = SimpleQueue()
        self._last_words = b""
        self._reason: Optional[str] = None
        self._owner = os.getpid()
        is_windows = sys.platform == "win32"
        try:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                # Ctrl-C is for the caller to hear, who then cancels: it must not reach the server as well.
                start_new_session=not is_windows,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            expected = "expected pysandbox on the PATH, or its path in `command`"
            message = f"Cannot start '{command[0]}': {error.strerror}; {expected}"
            raise SandboxError(message) from error
        self._writer = threading.Thread(target=self._write, name="pysandbox-writer", daemon=True)
        self._reader = threading.Thread(target=self._read, name="pysandbox-reader", daemon=True)
        self._drain = threading.Thread(
            target=self._keep_last_words, name="pysandbox-stderr", daemon=True
        )
        try:
            for thread in (self._writer, self._drain, self._reader):
                thread.start()
        except BaseException:
            self._kill_process()
            raise

    def is_alive(self) -> bool:
        """Whether it takes requests. One that was killed from outside is noticed here at the latest."""
        if self._reason is None and self._process.poll() is not None:
            # The reader hands out what had been answered. It would wait on where others hold the pipe open.
            self._reader.join(self._grace)
            self._end(self._how_it_ended())
        return self._reason is None

    def ask(self, request: Mapping[str, Any], kind: Optional[type[_Call]] = None) -> Optional[_Call]:
        """Sends a request under an id of its own; None where the server has ended, and nothing was sent."""
        id = next(self._ids)
        line = _line({"id": id, **request})
        call = (kind or _Call)(id, len(line))
        with self._lock:
            if self._reason is not None:
                return None
            self._calls[id] = call
            self._lines.put(line)
        return call

    def wait(
        self,
        call: _Call,
        patience: Optional[float],
        heard: Optional[_OnEvent] = None,
    ) -> _Steps:
        """The answer to a call, after its events.

        patience: how many seconds it may take, once it has begun; None for no limit. It may have to queue for longer
            than that, so that a server that is late is asked for its load: where nothing queues, the call has begun.

        Raises SandboxDied; a server that does not answer in time is killed.
        """
        span = _CHECK_EVERY if patience is None else patience
        deadline = time.monotonic() + span
        has_begun = False
        while True:
            message = yield call, deadline - time.monotonic()
            if message is None:
                queued = yield from self._queued(type(call))
                if queued is None:
                    self.kill(
                        f"The server did not answer a ping within {self._grace:g} s, and was killed"
                    )
                elif has_begun:
                    self.kill(f"The server did not answer within {span:g} s, and was killed")
                has_begun = has_begun or (patience is not None and queued == 0)
                deadline = time.monotonic() + span
            elif isinstance(message, SandboxDied):
                raise message
            elif "event" in message:
                if heard is not None:
                    heard(message, self)
            else:
                return message

    def answer(self, line: bytes) -> None:
        """Answers a call of a host function. Does nothing where the server has ended."""
        self._lines.put(line)

    def cancel(self, call: _Call) -> None:
        """Stops a request whose answer nobody waits for any more. Does nothing where it was answered."""
        with self._lock:
            if call.id in self._calls:
                self._lines.put(_line({"cancel": call.id}))

    def close(self) -> None:
        """Cancels what runs, tells the server to end, and waits for its end; one that does not end is killed."""
        if self._owner != os.getpid():
            return
        try:
            with self._lock:
                for id in self._calls:
                    self._lines.put(_line({"cancel": id}))
            self.let_go()
            self._reader.join(self._grace)
        finally:
            self.kill("The sandbox was closed")
            for thread in (self._reader, self._writer, self._drain):
                thread.join(self._grace)

    def let_go(self) -> None:
        """Tells the server to end when it has finished. Takes no lock: the garbage collector calls it anywhere."""
        self._lines.put(_line({"shutdown": True}))
        self._lines.put(None)

    def kill(self, reason: str) -> None:
        """Kills the server, if it still runs, and ends every call with the reason."""
        if self._owner == os.getpid():
            self._kill_process()
            self._end(reason)

    def leave_to_parent(self) -> None:
        """In a forked child: closes its copies of the pipes, which would keep the parent's server from its end."""
        self._lock = threading.Lock()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        self._process.returncode = 0  # It is no child of this process, which must not wait for it.
        self._end("The sandbox's server belongs to the process that this one was forked from")

    def _write(self) -> None:
        with cast(io.RawIOBase, self._process.stdin) as pipe:
            try:
                for line in iter(self._lines.get, None):
                    rest = memoryview(line)
                    while rest:
                        rest = rest[pipe.write(rest) or 0 :]
            except OSError:
                pass  # The server has ended, which the reader sees as well.

    def _read(self) -> None:
        try:
            with io.BufferedReader(cast(io.RawIOBase, self._process.stdout), 65536) as lines:
                for line in lines:
                    if not self._deliver(line):
                        what = ascii(line[:80].decode("utf-8", "replace"))
                        self.kill(
                            f"The server wrote a line that is no answer, and was killed: {what}"
                        )
                        break
        finally:
            try:
                self._process.wait(self._grace)
            except subprocess.TimeoutExpired:
                self.kill("The server closed its standard output, and was killed")
                self._process.wait()
            self._end(self._how_it_ended())

    def _deliver(self, line: bytes) -> bool:
        """Hands a line to the call that it is for; False where it is no answer."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            # Half a line is how the output of a server that is killed ends: then its end says more.
            return not line.endswith(b"\n")
        if not isinstance(message, dict) or not isinstance(message.get("id", 0), int):
            return False
        if "answer" in message:
            return True  # The program that made a call waits for its answer no more.
        with self._lock:
            if "id" not in message:
                # Every request has an id. One was too long to be read, and so was the longest of all.
                longest = max(self._calls.values(), key=lambda call: call.size, default=None)
                id = 0 if longest is None else longest.id
            else:
                id = message["id"]
            call = self._calls.get(id) if "event" in message else self._calls.pop(id, None)
        if call is not None:
            call.put(message)
        return True

    def _keep_last_words(self) -> None:
        with cast(io.RawIOBase, self._process.stderr) as pipe:
            for piece in iter(lambda: pipe.read(_LAST_WORDS) or b"", b""):
                self._last_words = (self._last_words + piece)[-_LAST_WORDS:]

    def _queued(
        self, kind: type[_Call]
    ) -> Generator[tuple[_Call, float], Optional[_Message], Optional[int]]:
        """How many requests wait in the server's queue; None where it does not say."""
        call = self.ask({"ping": True}, kind)
        if call is None:
            return None
        answer = yield call, self._grace
        if not isinstance(answer, dict) or "load" not in answer:
            return None
        return int(answer["load"]["queued"])

    def _how_it_ended(self) -> str:
        self._drain.join(1)
        code = self._process.returncode
        how = f"exit status {code}" if code >= 0 else f"the signal {-code}"
        words = self._last_words.decode("utf-8", "replace").strip()
        return f"The server ended with {how}" + (f", after it had said: {words}" if words else "")

    def _end(self, reason: str) -> None:
        """Ends all calls, with the first reason that there was."""
        with self._lock:
            if self._reason is None:
                self._reason = reason
            calls, self._calls = list(self._calls.values()), {}
        self._lines.put(None)
        for call in calls:
            call.put(SandboxDied(self._reason))

    def _kill_process(self) -> None:
        """Kills the server's process, on Unix with those that it started."""
        if self._process.poll() is not None:
            return
        try:
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # It ended in between.


_REFUSALS: Mapping[Any, type[SandboxError]] = {"invalid": InvalidRequest, "busy": SandboxBusy}


def _line(message: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(message, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except (
        UnicodeEncodeError
    ):  # Half a character, which only an escape can write; the server refuses it by name.
        return json.dumps(message, allow_nan=False).encode() + b"\n"


def _message(error: BaseException) -> str:
    """What an exception says; of a KeyError, whose text is a repr, what it was made from."""
    text = str(error.args[0]) if isinstance(error, KeyError) and len(error.args) == 1 else str(error)
    return text[:_LONGEST_MESSAGE]


def _described(name: str, function: Callable[..., Any]) -> dict[str, Any]:
    """A host function as the server is told of it."""
    if not callable(function):
        raise TypeError(f"functions: expected a function as {name!r}; got {function!r}")
    described = {"name": name, "description": inspect.getdoc(function), "parameters": _parameters(function)}
    return {key: value for key, value in described.items() if value is not None}


def _parameters(function: Callable[..., Any]) -> Optional[dict[str, Any]]:
    """The JSON Schema of a function's parameters; None where they cannot be told."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    try:
        hints = typing.get_type_hints(function)
    except Exception:  # An annotation may name what is not there.
        hints = {}
    named = [p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if not named and parameters:
        return None
    properties: dict[str, Any] = {}
    for parameter in named:
        properties[parameter.name] = schema = _schema(hints.get(parameter.name))
        if isinstance(parameter.default, (str, int, float, type(None))):
            schema["default"] = parameter.default
    required = [p.name for p in named if p.default is p.empty]
    return {"type": "object", "properties": properties, "required": required}


_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
_TYPES.update({list: "array", tuple: "array", dict: "object"})


def _schema(annotation: Any) -> dict[str, Any]:
    """The JSON Schema of an annotation; anything where it is none of JSON's types."""
    kind, parts = typing.get_origin(annotation) or annotation, typing.get_args(annotation)
    if kind is Literal:
        return {"enum": list(parts)}
    if kind is Union or kind is getattr(types, "UnionType", Union):
        return {"anyOf": [_schema(part) for part in parts]}
    if not isinstance(kind, type) or kind not in _TYPES:
        return {}
    schema: dict[str, Any] = {"type": _TYPES[kind]}
    if kind is list and parts:
        schema["items"] = _schema(parts[0])
    return schema


def _milliseconds(name: str, seconds: float) -> int:
    if not (seconds >= 0 and math.isfinite(seconds)):
        raise ValueError(f"{name}: expected a number of seconds, 0 or more; got {seconds!r}")
    # A limit must never be rounded to 0, which would switch it off.
    return max(1, round(seconds * 1000)) if seconds > 0 else 0


def _words(name: str, words: Sequence[str]) -> list[str]:
    if isinstance(words, str):
        raise TypeError(f"{name}: expected a sequence of strings; got the string {words!r}")
    return list(words)


def _given(path: str, contents: Union[str, bytes]) -> dict[str, str]:
    if isinstance(contents, str):
        return {"text": contents}
    return {"base64": base64.b64encode(contents).decode()}


def _result(answer: Mapping[str, Any], printed: Mapping[str, str]) -> Result:
    try:
        stats, detail = answer.get("stats"), answer.get("errorDetail")
        return Result(
            status=answer["status"],
            exit_code=answer["exitCode"],
            output=answer.get("output"),
            result_repr=answer.get("resultRepr"),
            stdout=printed["stdout"] + answer["stdout"],
            stderr=printed["stderr"] + answer["stderr"],
            error=answer.get("error"),
            error_detail=None if detail is None else _detail(detail),
            truncated=answer["truncated"],
            stats=None if stats is None else _stats(stats),
            session_lost=answer.get("sessionLost", False),
            session_ended=answer.get("sessionEnded", False),
            files={path: _output_file(file) for path, file in answer.get("files", {}).items()},
            files_omitted=answer.get("filesOmitted", []),
            display=answer.get("display", []),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SandboxError(
            f"The server's answer is not one of this version's protocol: {error!r}"
        ) from error


def _output_file(file: Mapping[str, Any]) -> OutputFile:
    return OutputFile(base64.b64decode(file["base64"], validate=True), file["mime"])


# Names that mean a device on Windows, whatever ending they have, and what cannot be in a name there.
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\..*)?", re.I | re.S
)
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')
# Control characters, and those that are not seen, turn the direction of a line, or end it.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def _check_names(paths: Sequence[str]) -> None:
    """Raises SandboxError where one is no path that leads down on every system, or two are one on some."""
    names = set(paths)
    known: dict[str, str] = {}
    for path in paths:
        parts = path.split("/")
        for problem in filter(None, map(_name_problem, parts)):
            raise _unwritten(path, problem)
        for at in range(len(parts)):
            whole = "/".join(parts[: at + 1])
            other = known.setdefault(_folded(whole), whole)
            if other != whole:
                raise _unwritten(path, f"on some systems it is the same as {ascii(other)}")
            if at < len(parts) - 1 and whole in names:
                raise _unwritten(path, f"{ascii(whole)} is a file")


def _name_problem(name: str) -> Optional[str]:
    if name in ("", ".", ".."):
        return "it is no path that leads down"
    if _FORBIDDEN.search(name) is not None:
        return "it has a character that Windows does not allow in names"
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        return "it has a character that is not seen"
    if name[-1] in ". " or name[0] == " ":
        return "it begins or ends with a space, or ends with a dot"
    if _DEVICE.fullmatch(name) is not None:
        return "it is the name of a device on Windows"
    return "a part of it is longer than 255 bytes" if len(name.encode()) > 255 else None


def _folded(path: str) -> str:
    """What two paths have in common that are one on some system: letters of other case, or accents written otherwise."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _save(root: str, path: str, contents: bytes, overwrite: bool) -> str:
    """Writes a file whose path was checked: under another name first, so that it is never there by half."""
    *folders, name = path.split("/")
    folder = root
    staged = None
    try:
        for part in folders:
            folder = os.path.join(folder, part)
            _make_folder(folder)
        target = os.path.join(folder, name)
        if os.path.lexists(target) and (not overwrite or stat.S_ISDIR(os.lstat(target).st_mode)):
            raise FileExistsError(None, "there is something of that name")
        descriptor, staged = tempfile.mkstemp(prefix=".pysandbox-", dir=folder)
        with open(descriptor, "wb") as file:
            file.write(contents)
        os.chmod(staged, 0o644)
        _place(staged, target, overwrite)
        return target
    except OSError as error:
        raise _unwritten(path, error.strerror) from error
    finally:
        if staged is not None:
            with contextlib.suppress(OSError):
                os.remove(staged)


def _make_folder(folder: str) -> None:
    """Makes a folder, or finds it: not a link to one."""
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder)
    if not stat.S_ISDIR(os.lstat(folder).st_mode) or os.path.realpath(folder) != folder:
        raise FileExistsError(None, "there is a link or a file in the place of a folder")


def _place(staged: str, target: str, overwrite: bool) -> None:
    """Gives a file its name, at once, and without following a link of that name."""
    if overwrite:
        os.replace(staged, target)
        return
    try:
        os.link(staged, target)
    except FileExistsError:
        raise FileExistsError(None, "there is something of that name") from None
    except (OSError, NotImplementedError):
        os.rename(staged, target)  # A file system without hard links.


def _unwritten(path: str, why: Optional[str]) -> SandboxError:
    return SandboxError(f"Cannot write {ascii(path)}: {why}")


def _detail(detail: Mapping[str, Any]) -> ErrorDetail:
    return ErrorDetail(
        type=detail["type"],
        message=detail["message"],
        traceback=detail["traceback"],
        line=detail["line"],
    )


def _stats(stats: Mapping[str, Any]) -> Stats:
    return Stats(
        startup_ms=stats["startupMs"],
        wall_ms=stats["wallMs"],
        cpu_ms=stats["cpuMs"],
        peak_heap_bytes=stats["peakHeapBytes"],
        output_bytes=stats["outputBytes"],
    )


# Sandboxes that are open, to be closed before the interpreter ends and made usable in forked children.
_sandboxes: weakref.WeakSet[Sandbox] = weakref.WeakSet()


def _close_all() -> None:
    for sandbox in list(_sandboxes):
        sandbox.close()


def _after_fork() -> None:
    for sandbox in list(_sandboxes):
        sandbox._after_fork()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
