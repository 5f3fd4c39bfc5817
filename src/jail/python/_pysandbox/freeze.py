"""Makes an interpreter in which a program has run fit to be a memory image: it forgets what was that program's own, and says what of its
state an image cannot keep. What it says is for whoever builds the environment, and no wall: the program can have replaced all of this."""

import _signal
import gc
import importlib._bootstrap as bootstrap
import linecache
import os
import random
import sys
import threading
import weakref

from . import bounds, finish, restore, signals

# Where this process says how many random bytes were drawn from it.
_DRAWN_PATH = "/dev/drawn"

# Bytes that a `random.Random` draws when it is made, before it is seeded.
_MADE_BYTES = 2496

# Modules whose generators are seeded anew in each copy of the image, by name.
_KNOWN = frozenset({"random", "uuid", "tempfile", "numpy.random.mtrand"})

_load, _seed = bootstrap._load_unlocked, random.Random.seed


class _Draws:
    """Who draws random bytes while modules are imported."""

    def __init__(self) -> None:
        self.descriptor = os.open(_DRAWN_PATH, os.O_RDONLY)
        self.start = self.count()
        self.by_name: dict[str, int] = {}
        # Of what is being imported, and of generators that are seeded anew.
        self.nested = self.covered = 0
        # Generators that were seeded, by what they are and not by what they say, and whether by random bytes.
        self.seeded: dict[int, weakref.ref] = {}
        self.by_chance: dict[int, bool] = {}

    def count(self) -> int:
        return int.from_bytes(os.pread(self.descriptor, 8, 0), "little")

    def during(self, name: str | None, call):
        """Calls, and attributes what is drawn by it, and by nothing in it that is attributed itself."""
        outer, covered, before = self.nested, self.covered, self.count()
        self.nested = self.covered = 0
        try:
            return call()
        finally:
            drawn = self.count() - before
            own = drawn - self.nested - self.covered
            if name is not None and own > 0:
                self.by_name[name] = self.by_name.get(name, 0) + own
            self.nested, self.covered = outer + drawn, covered

    def seed(self, generator: random.Random, by_chance: bool, call):
        """Seeds a generator."""
        known = self.seeded.get(id(generator))
        if known is None or known() is not generator:
            self.covered += _MADE_BYTES
        before = self.count()
        try:
            return call()
        finally:
            self.covered += self.count() - before
            self.seeded[id(generator)] = weakref.ref(generator)
            self.by_chance[id(generator)] = by_chance


class _Before:
    """What an interpreter has before the program."""

    def __init__(self) -> None:
        self.main = sys.modules["__main__"]
        self.folder = os.getcwd()
        self.lines = dict(linecache.cache)
        self.environ = dict(os.environ)
        self.sys = {name: getattr(sys, name) for name in ("argv", "orig_argv", "executable")}
        self.draws = draws = _Draws()
        reseed = self.reseed = restore.reseed

        def load(spec):
            return draws.during(spec.name, lambda: _load(spec))

        def seed(self, a=None, version=2):
            return draws.seed(self, a is None, lambda: _seed(self, a, version))

        bootstrap._load_unlocked = load
        random.Random.seed = seed
        restore.reseed = lambda *given: draws.during(None, lambda: reseed(*given))


_before: _Before | None = None


def begin() -> None:
    """Notes what there is before the program."""
    global _before
    _before = _Before()


def end(space) -> dict:
    """Makes the interpreter fit, and says what is wrong with it: see `decodeFindings` in `src/packages/findings.ts`."""
    global _before
    before, _before = _before, None
    draws = before.draws
    # What the program has drawn itself.
    rest = draws.count() - draws.start - draws.nested - draws.covered
    bootstrap._load_unlocked, random.Random.seed, restore.reseed = _load, _seed, before.reseed
    os.close(draws.descriptor)
    problems = _problems()
    _forget(before, space)
    # Modules that were imported are the image's now: they stay when a later program ends.
    finish.install()
    gc.collect()
    living = [(key, ref()) for key, ref in draws.seeded.items()]
    generators = restore.generators = [one for key, one in living if one is not None and draws.by_chance[key]]
    del living
    restore.chances = _chances()
    names = [name for one in generators if (name := _name_of(one)) is not None]
    drew = [[name, count] for name, count in draws.by_name.items() if name not in _KNOWN]
    if rest > 0:
        drew.append([None, rest])
    return {"problems": problems, "drew": drew[: bounds.FINDINGS], "generators": names[: bounds.FINDINGS]}


def _problems() -> list[str]:
    """What an image cannot keep, in clauses."""
    found = []
    if threading.active_count() > 1:
        found.append("a thread was started that has not ended")
    if any(signals.getitimer(which)[0] for which in range(3)):
        found.append("a timer is running (signal.setitimer or signal.alarm)")
    if _signal.sigpending():
        found.append("a signal is pending")
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, f"__{name}__", None)
        if stream is None or stream.closed:
            found.append(f"sys.__{name}__ is closed")
    return found


def _forget(before: _Before, space) -> None:
    """Lets go of what was the program's own. What modules hold of it stays as it is."""
    # It stands before those that modules may have added.
    if sys.path[:1] == [before.folder]:
        del sys.path[0]
    linecache.cache.clear()
    linecache.cache.update(before.lines)
    space.close()
    space.let_go()
    sys.modules["__main__"] = before.main
    vars(sys).update(before.sys)
    for name in ("last_exc", "last_value", "last_type", "last_traceback"):
        vars(sys).pop(name, None)
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, name, getattr(sys, f"__{name}__"))
    if os.environ != before.environ:
        os.environ.clear()
        os.environ.update(before.environ)
    # It holds archives open in which it has looked for distributions.
    if metadata := sys.modules.get("importlib.metadata"):
        metadata.MetadataPathFinder.invalidate_caches()
    # Folders that a later program may find filled with other files. Archives and packages stay what they are.
    for path in list(sys.path_importer_cache):
        if not path.startswith("/lib/"):
            del sys.path_importer_cache[path]


def _chances() -> list[memoryview]:
    """The state of numpy's generator: 624 words, of which any are as good as others. To write them takes nothing of numpy's code."""
    mtrand, numpy = sys.modules.get("numpy.random.mtrand"), sys.modules.get("numpy")
    generator = getattr(getattr(mtrand, "_rand", None), "_bit_generator", None)
    if type(generator).__name__ != "MT19937":
        return []
    import ctypes

    # Nothing of it was used: the next number that is drawn makes all words anew.
    mtrand._rand.seed()
    words = (ctypes.c_ubyte * (4 * 624)).from_address(generator.ctypes.state_address)
    return [memoryview(numpy.frombuffer(words, numpy.uint8))]


def _name_of(generator: random.Random) -> str | None:
    """Where a module has it; None where none does."""
    for name, module in list(sys.modules.items()):
        for attribute, value in list(getattr(module, "__dict__", {}).items()):
            if value is generator and isinstance(attribute, str):
                return f"{name}.{attribute}"
    return None
