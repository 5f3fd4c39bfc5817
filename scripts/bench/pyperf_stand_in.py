"""Stands in for `pyperf` where benchmarks of the pyperformance suite are run once, to compare what they do.

Each benchmark runs twice: once timed, and once watched, when simple values that its functions return, or get from
others, are hashed in their order. The digests go to stdout and must be the same everywhere; the time goes to
stderr.
"""

import argparse
import asyncio
import hashlib
import itertools
import random
import sys
from time import perf_counter

# Set by whoever loads this module: the benchmark's own file, how often it is repeated while it is timed, and whether
# its values are recorded.
BENCHMARK_FILE = ""
LOOPS = 1
IS_WATCHED = True

# Recording ends after this number of values: it is slow.
WATCHED_VALUES = 20_000

# At most this number of items of each container is hashed.
WATCHED_ITEMS = 200

# None is left out: whether a library function returns something useless differs between versions.
SIMPLE = {bool, int, float, str, bytes}


def python_implementation():
    return sys.implementation.name


class Runner:
    """The part of `pyperf.Runner` that benchmarks use."""

    def __init__(self, values=None, processes=None, loops=0, min_time=0.1, add_cmdline_args=None, **_):
        self.argparser = argparse.ArgumentParser()
        self.metadata = {}
        self.args = None

    def parse_args(self, args=None):
        self.args = self.argparser.parse_args(args)
        return self.args

    def bench_func(self, name, func, *args, inner_loops=None, metadata=None):
        def call(loops):
            results = []
            began = perf_counter()
            for _ in range(loops):
                results.append(func(*args))
            return perf_counter() - began, results

        self._measure(name, call)

    def bench_time_func(self, name, func, *args, inner_loops=None, metadata=None):
        self._measure(name, lambda loops: (func(loops, *args), []))

    def bench_async_func(self, name, func, *args, inner_loops=None, metadata=None, loop_factory=None):
        async def repeat(loops):
            return [await func(*args) for _ in range(loops)]

        def call(loops):
            began = perf_counter()
            results = asyncio.run(repeat(loops))
            return perf_counter() - began, results

        self._measure(name, call)

    def timeit(self, name, stmt, setup="pass", globals=None, inner_loops=None, **_):
        names = dict(globals or {})
        exec(setup, names)
        code = compile(stmt, name, "exec")
        self.bench_func(name, exec, code, names)

    def bench_command(self, name, command):
        raise SystemExit(f"{name}: needs processes")

    def _measure(self, name, call):
        if self.args is None:
            self.parse_args()
        seconds, _ = call(LOOPS)
        random.seed(1)
        watch = _Watch()
        if IS_WATCHED:
            sys.setprofile(watch)
        try:
            _, results = call(1)
        finally:
            sys.setprofile(None)
        watch.take(results)
        print(name, watch.values, watch.hash.hexdigest(), flush=True)
        print("seconds", seconds, file=sys.stderr, flush=True)


class _Watch:
    """A profile function that hashes what the benchmark's own functions return, and what others return to them."""

    def __init__(self):
        self.hash = hashlib.sha256()
        self.values = 0

    def __call__(self, frame, event, value):
        caller = frame.f_back
        if event != "return" or caller is None:
            return
        # Functions called from here return a time, or are hashed by `take` anyway.
        if caller.f_code.co_filename == __file__ or frame.f_code.co_filename == __file__:
            return
        # Comprehensions are functions in some versions of Python and not in others.
        if BENCHMARK_FILE not in (frame.f_code.co_filename, caller.f_code.co_filename):
            return
        if not frame.f_code.co_name.startswith("<"):
            self.take(value)
        if self.values >= WATCHED_VALUES:
            sys.setprofile(None)

    def take(self, value):
        """Hashes a simple value, or the first simple ones in a container."""
        pending = [value]
        for value in itertools.islice(_drain(pending), WATCHED_ITEMS):
            kind = type(value)
            if kind in SIMPLE:
                self.values += 1
                # Long integers have no decimal digits in every version, and sines differ in the last place.
                text = hex(value) if kind is int else f"{value:.9g}" if kind is float else repr(value)
                self.hash.update(text.encode("utf-8", "surrogatepass"))
            elif kind in (list, tuple, dict):
                self.hash.update(f"{kind.__name__}{len(value)}".encode())
                items = itertools.chain.from_iterable(value.items()) if kind is dict else value
                pending.extend(itertools.islice(items, WATCHED_ITEMS))


def _drain(pending):
    at = 0
    while at < len(pending):
        yield pending[at]
        at += 1
