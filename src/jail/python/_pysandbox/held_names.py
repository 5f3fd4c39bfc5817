"""The end of a program's names that something outside of it holds: a function of the program in another module, say. CPython lets go
of most modules, and then of what they hold, while there are streams. What others hold lives until nothing can be printed any more."""

import gc
import sys
import types
import weakref

# Modules that CPython itself, or what runs at its end, holds until then.
LATE = frozenset(
    ("ast", "asyncio", "codecs", "concurrent.futures.thread", "logging", "random", "sys", "threading")
)

_STREAMS = ("stdin", "stdout", "stderr")


def clear_module(mark: weakref.ref) -> None:
    """Clears the names of a module that is alive: those with one leading underscore, then the others. `mark` is among them."""
    names = _names_with(mark)
    for private in (True, False):
        for name in list(names):
            if name != "__builtins__" and private == (name[:1] == "_" and name[1:2] != "_"):
                names[name] = None
    gc.collect()


def take_back(mark: weakref.ref, flush) -> None:
    """Lets go of names whose module is gone, wherever something leads to them. `mark` is among them."""
    # Who held the names themselves would keep them alive.
    place = id(_names_with(mark))
    modules = [item for item in sys.modules.items() if isinstance(item[1], types.ModuleType)]
    for name, module in modules:
        if name not in LATE:
            _forget(vars(module), place)
    gc.collect()
    if mark() is None:
        return
    for name, module in modules:
        if name in LATE and module is not sys:
            _forget(vars(module), place)
    flush()
    for name in _STREAMS:
        setattr(sys, name, None)
    # The last of all.
    _forget(vars(sys), place)
    gc.collect()
    names = _names_with(mark)
    for name in list(names):
        names[name] = None
    del names
    gc.collect()


def _names_with(mark: weakref.ref) -> dict:
    """The names that `mark` is among; none where it is gone."""
    holders = gc.get_referrers(mark()) if mark() is not None else []
    return next((names for names in holders if type(names) is dict and "\0" in names), {})


def _forget(holder: dict, place: int) -> None:
    """Clears what is the program's of the names of a module, and of its classes."""
    for name, value in list(holder.items()):
        if _is_of_program(value, place):
            holder[name] = None
        elif type(value) is type and value.__module__ == holder.get("__name__"):
            for attribute, part in list(vars(value).items()):
                if _is_of_program(part, place):
                    setattr(value, attribute, None)


def _is_of_program(value: object, place: int) -> bool:
    if isinstance(value, types.MethodType):
        value = value.__func__
    if isinstance(value, types.FunctionType):
        return id(value.__globals__) == place
    kind = value if isinstance(value, type) else type(value)
    return type.__getattribute__(kind, "__module__") == "__main__"
