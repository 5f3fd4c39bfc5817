"""What maps over the machines of a cluster have in common: programs go in chunks, and a chunk that is lost is told of."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Union, cast

from pysandbox import Program, Result, SandboxDied

Outcome = Union[Result, Exception]

CHUNK_SIZE = 64
"""How many programs go to a machine at once: enough that the way there does not count."""


def chunks(programs: Iterable[Program], size: int) -> Iterator[list[Program]]:
    """The programs in lists of so many; the last may have fewer."""
    if size < 1:
        raise ValueError(f"chunksize: expected a whole number from 1; got {size!r}")
    iterator = iter(programs)
    return iter(lambda: list(itertools.islice(iterator, size)), [])


def lost(chunk: Sequence[Program], why: str) -> list[Outcome]:
    """What comes of programs of which nobody knows whether they ran."""
    return [SandboxDied(f"{why}; the program may have run, and was not run again") for _ in chunk]


def given(outcomes: Sequence[Outcome], return_exceptions: bool) -> Iterator[Result]:
    """The results; an exception in the place of one is raised, or given."""
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not return_exceptions:
            raise outcome
        yield cast(Result, outcome)
