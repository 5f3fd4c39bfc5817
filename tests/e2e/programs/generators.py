"""Generators: pipelines, delegation, send, throw, close, context managers, iterators and exception groups."""

import contextlib
import errno
import itertools


def averager():
    total, count, average = 0.0, 0, None
    while True:
        try:
            value = yield average
        except ValueError as exc:
            print("told:", exc)
            continue
        total, count = total + value, count + 1
        average = total / count


def flatten(tree):
    for item in tree:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


def primes():
    sieve = {}
    for n in itertools.count(2):
        if n not in sieve:
            yield n
        for p in sieve.pop(n, [n]):
            sieve.setdefault(n + p, []).append(p)


@contextlib.contextmanager
def section(name):
    print("enter", name)
    try:
        yield name.upper()
    except KeyError as exc:
        print("swallowed", exc)
    finally:
        print("leave", name)


agent = averager()
print(next(agent), agent.send(10), agent.send(20), agent.throw(ValueError("odd")), agent.close())
print(list(flatten([1, [2, [3, [4]], 5], []])), list(itertools.islice(primes(), 15)))
with section("a") as a, section("b"):
    print(a, {}["missing"])
with contextlib.ExitStack() as stack:
    for name in "xyz":
        stack.callback(print, "callback", name)
    stack.enter_context(contextlib.suppress(ZeroDivisionError))
    1 / 0
print(list(itertools.pairwise("abc")), list(itertools.accumulate([1, 2, 3], initial=10)))
print(["".join(p) for p in itertools.permutations("abc", 2)], list(itertools.zip_longest("ab", "c", fillvalue="-")))
try:
    raise ExceptionGroup("several", [ValueError("v"), ExceptionGroup("inner", [KeyError("k"), OSError(errno.ENOENT, "gone")])])
except* ValueError as group:
    print("values:", group.exceptions)
except* (KeyError, OSError) as group:
    print("others:", [type(exc).__name__ for exc in group.exceptions[0].exceptions])


def unfinished():
    try:
        yield 1
    finally:
        print("closed")


next(unfinished())
print("end")
