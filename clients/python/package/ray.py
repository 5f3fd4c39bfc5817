"""Sandboxes on the nodes of a Ray cluster: `pip install 'pysandbox[ray]'`.

    import ray
    from pysandbox.ray import SandboxPool

    ray.init()
    with SandboxPool(timeout=5) as pool:  # one server on each node
        for result in pool.map(programs):
            print(result.status)

No program is run twice: where a node, an actor or a server dies, what it had not answered is a SandboxDied. Actors and
servers start again by themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional

import ray
from ray.exceptions import RayError, RayTaskError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from pysandbox import AsyncSandbox, Program, Result, Sandbox, SandboxDied
from pysandbox._cluster import CHUNK_SIZE, Outcome, chunks, given, lost

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from pysandbox import RunOptions

__all__ = ["RunPrograms", "SandboxActor", "SandboxPool"]

# How many chunks an actor has: one that it works on, and one that is there when it has done that.
_CHUNKS_EACH = 2
# How many chunks are begun for each actor, of which some wait for earlier ones to be taken.
_CHUNKS_AHEAD = 4


class _SandboxActor:
    """A sandbox as an actor, made with the arguments of `Sandbox`."""

    def __init__(self, **sandbox: Any) -> None:
        self._sandbox = AsyncSandbox(**sandbox)

    async def run(self, code: str, **options: Any) -> Result:
        """Runs a program, with the arguments of `Sandbox.run`."""
        return await self._sandbox.run(code, **options)

    async def map(self, programs: Sequence[Program], **options: Any) -> list[Outcome]:
        """The results of many programs; in the place of one that could not be run, what `run` would raise."""
        return [one async for one in self._sandbox.map(programs, return_exceptions=True, **options)]

    # Unlike a program, it may be asked again, for as long as the actor takes to restart.
    @ray.method(max_task_retries=-1)
    async def ping(self) -> dict[str, Any]:
        """What the server says of itself."""
        return await self._sandbox.ping()


# An actor with a sandbox: `SandboxActor.options(num_cpus=8).remote(timeout=5)`. Its calls run at the same time, and
# `ray.cancel` of one stops its program.
SandboxActor: Any = ray.remote(max_restarts=-1, max_task_retries=0)(_SandboxActor)


class _Member:
    """An actor of a pool, what it works on, and, after it had failed, the question whether it is there again."""

    def __init__(self, actor: Any) -> None:
        self.actor = actor
        self.working: set[Any] = set()
        self.restarting: Optional[Any] = None
        self.is_gone = False

    @property
    def has_room(self) -> bool:
        """Whether it takes another chunk."""
        return not self.is_gone and self.restarting is None and len(self.working) < _CHUNKS_EACH


class SandboxPool:
    """An actor with a server of its own on each node that the cluster has now.

    ray_actor_options: resources of each, as `.options` has them: `{"num_cpus": 8}`. Without any it reserves nothing.
    sandbox: the arguments of `Sandbox`: `timeout=5, options=["--workers", "8"]`. A server has as many workers as its
        machine has processors, where nothing else is said.
    """

    def __init__(self, *, ray_actor_options: Optional[Mapping[str, Any]] = None, **sandbox: Any) -> None:
        nodes = [node["NodeID"] for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
        self.actors: list[Any] = [
            SandboxActor.options(
                **{"num_cpus": 0, **(ray_actor_options or {})},
                scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=False),
            ).remote(**sandbox)
            for node in nodes
        ]
        self._members = [_Member(actor) for actor in self.actors]

    def map(
        self,
        programs: Iterable[Program],
        *,
        chunksize: int = CHUNK_SIZE,
        return_exceptions: bool = False,
        **options: Unpack[RunOptions],
    ) -> Iterator[Result]:
        """Runs programs on all nodes, and gives their results in order, as `Sandbox.map` does.

        chunksize: how many programs go to an actor at once. Where an actor dies, each of its chunks is lost: every
            program of it is a SandboxDied, in the place of its result where `return_exceptions` is true.
        """
        begun: deque[tuple[list[Program], Any, _Member]] = deque()
        rest = chunks(programs, chunksize)
        try:
            while True:
                is_last = self._begin(begun, rest, dict(options))
                if not begun:
                    if is_last:
                        return
                    # All actors are being restarted.
                    continue
                chunk, ref, member = begun[0]
                if ref not in member.working:
                    begun.popleft()
                    yield from given(_outcomes(chunk, ref), return_exceptions)
        finally:
            for _, ref, member in begun:
                member.working.discard(ref)
                ray.cancel(ref)

    def close(self) -> None:
        """Ends the actors, with their servers and what they run."""
        for actor in self.actors:
            ray.kill(actor)

    def __enter__(self) -> SandboxPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self, begun: deque[Any], rest: Iterator[list[Program]], options: dict[str, Any]) -> bool:
        """Gives chunks to actors that have room for them. Then, where the next result is not there, waits for any.

        Returns whether there are no more chunks.
        """
        while len(begun) < _CHUNKS_AHEAD * len(self._members):
            free = [one for one in self._members if one.has_room]
            all_gone = all(one.is_gone for one in self._members)
            if not free and not (all_gone and not begun):
                break
            chunk = next(rest, None)
            if chunk is None:
                if not begun:
                    return True
                break
            if all_gone:
                raise SandboxDied("Every actor of the pool is gone, with its node: make another pool")
            member = min(free, key=lambda one: len(one.working))
            ref = member.actor.map.remote(chunk, **options)
            member.working.add(ref)
            begun.append((chunk, ref, member))
        members = {ref: one for one in self._members for ref in (*one.working, one.restarting) if ref is not None}
        is_there = bool(begun) and begun[0][1] not in begun[0][2].working
        if not members or is_there:
            return False
        done, _ = ray.wait(list(members), num_returns=1)
        for ref in done:
            member = members[ref]
            if ref == member.restarting:
                member.restarting = None
                # It is asked until it is there again. Without its node it never is.
                member.is_gone = _failure(ref) is not None
                continue
            member.working.discard(ref)
            # Until it is there again, it fails whatever it is given.
            if member.restarting is None and not member.is_gone and _failure(ref) is not None:
                member.restarting = member.actor.ping.remote()
        return False


def _outcomes(chunk: list[Program], ref: Any) -> list[Outcome]:
    error = _failure(ref)
    if error is None:
        outcomes: list[Outcome] = ray.get(ref)
        return outcomes
    return lost(chunk, f"The actor of a sandbox died ({type(error).__name__})")


def _failure(ref: Any) -> Optional[RayError]:
    """How Ray lost a call that is done; None where it did not, whatever the call returned or raised."""
    try:
        ray.get(ref)
    except RayTaskError:
        return None
    except RayError as error:
        return error
    return None


class RunPrograms:
    """Runs the programs of a dataset's column `code`, and adds what became of each as further columns.

        dataset.map_batches(RunPrograms, fn_constructor_kwargs={"timeout": 5}, batch_size=256, concurrency=4)

    A column `stdin` is given to the programs. Ray Data works on a batch again whose worker died: a program may run twice
    then, but each has one row. What could not be run has the status `died` or `invalid`.
    """

    def __init__(self, **sandbox: Any) -> None:
        self._sandbox = Sandbox(**sandbox)

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        codes = [str(code) for code in batch["code"]]
        stdins = batch.get("stdin", [None] * len(codes))
        programs = [{"code": code, "stdin": stdin} for code, stdin in zip(codes, stdins)]
        rows = [_row(one) for one in self._sandbox.map(programs, return_exceptions=True)]
        return {**batch, **{name: [row[name] for row in rows] for name in _COLUMNS}}


_COLUMNS = ("status", "exit_code", "stdout", "stderr", "error", "result_repr")


def _row(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Result):
        row = {name: getattr(outcome, name) for name in _COLUMNS}
        return {**row, "error": row["error"] or "", "result_repr": row["result_repr"] or ""}
    status = "invalid" if isinstance(outcome, (TypeError, ValueError)) else "died"
    return {**dict.fromkeys(_COLUMNS, ""), "status": status, "exit_code": 125, "error": str(outcome)}
