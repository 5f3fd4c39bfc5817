"""Sandboxes on the workers of a Dask cluster: `pip install 'pysandbox[dask]'`.

    from distributed import Client
    from pysandbox.dask import SandboxPlugin, map_programs

    client = Client(...)
    client.register_plugin(SandboxPlugin(timeout=5))  # one server for each worker, also for those that come later
    for result in map_programs(client, programs):
        print(result.status)

No program is run twice. Dask gives the tasks of a worker that died to another one: a chunk of programs that had begun
there is not begun again, but each of them is a SandboxDied.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Optional, cast

from distributed import Client, Future, WorkerPlugin, get_client, get_worker
from distributed.scheduler import KilledWorker

from pysandbox import Program, Result, Sandbox, _ordered
from pysandbox._cluster import CHUNK_SIZE, Outcome, chunks, given, lost

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from pysandbox import RunOptions

__all__ = ["SandboxPlugin", "map_programs", "sandbox"]

_NAME = "pysandbox"


class SandboxPlugin(WorkerPlugin):
    """A sandbox for each worker, made with the arguments of `Sandbox`; its server starts with its first program."""

    name = _NAME
    sandbox: Sandbox

    def __init__(self, **sandbox: Any) -> None:
        self._arguments = sandbox

    def setup(self, worker: Any) -> None:
        self.sandbox = Sandbox(**self._arguments)

    def teardown(self, worker: Any) -> None:
        self.sandbox.close()


def sandbox() -> Sandbox:
    """The sandbox of the worker that runs this task, for tasks of one's own."""
    plugin = cast("Optional[SandboxPlugin]", get_worker().plugins.get(_NAME))
    if plugin is None:
        raise RuntimeError("expected client.register_plugin(SandboxPlugin()) before any program")
    return plugin.sandbox


def map_programs(
    client: Client,
    programs: Iterable[Program],
    *,
    chunksize: int = CHUNK_SIZE,
    return_exceptions: bool = False,
    **options: Unpack[RunOptions],
) -> Iterator[Result]:
    """Runs programs on all workers, and gives their results in order, as `Sandbox.map` does.

    chunksize: how many programs are a task. Where a worker dies, each chunk that it had begun is lost: every program of
        it is a SandboxDied, in the place of its result where `return_exceptions` is true.
    """
    begun = [_NAME, uuid.uuid4().hex]
    started: deque[list[Program]] = deque()

    def start(chunk: list[Program]) -> Future[list[Outcome]]:
        started.append(chunk)
        key = f"{_NAME}-{uuid.uuid4().hex}"
        return client.submit(_run, chunk, dict(options), [*begun, key], key=key, pure=False, retries=0)

    # So many tasks for each thread, of which some wait for earlier ones to be taken.
    ahead = 4 * max(1, sum(client.nthreads().values()))
    try:
        with contextlib.closing(_ordered(chunks(programs, chunksize), start, ahead)) as futures:
            for future in futures:
                yield from given(_outcomes(started.popleft(), future), return_exceptions)
    finally:
        client.set_metadata(begun, {})


def _outcomes(chunk: list[Program], future: Future[list[Outcome]]) -> list[Outcome]:
    try:
        outcomes: list[Outcome] = future.result()
        return outcomes
    except KilledWorker as error:
        return lost(chunk, str(error))


def _run(chunk: list[Program], options: dict[str, Any], mark: list[str]) -> list[Outcome]:
    """Runs a chunk on a worker, which the scheduler is told before, so that no other worker does."""
    own = sandbox()
    client = get_client()
    before = client.get_metadata(mark, None)
    if before is not None:
        return lost(chunk, f"The worker {before} died")
    client.set_metadata(mark, get_worker().address)
    return list(own.map(chunk, return_exceptions=True, **options))
