"""What a program has left in modules that are not its own. CPython lets go of all modules at its end, and so of what they hold: files are
written, and finalizers run. Here the modules of the image stay, so what has come into them is taken out again."""

import _io
import builtins
import contextvars
import gc
import sys
import types

from . import held_names

# What the image's modules had: of each how many names, which come first; of the builtins the names and their values.
_counts: dict[str, int] = {}
_builtins: dict[str, object] = {}

_TEXT, _BYTES, _RAW = _io._TextIOBase, _io._BufferedIOBase, _io._RawIOBase
STREAMS = ("stdin", "stdout", "stderr")

# Of these, objects have no finalizer but that of what they hold.
_PLAIN = frozenset((dict, list, tuple, types.FunctionType, types.CellType, types.FrameType))


def install() -> None:
    """Takes what is in modules now for what no program has put there."""
    _builtins.clear()
    _builtins.update(vars(builtins))
    _counts.clear()
    for name, module in sys.modules.items():
        if isinstance(module, types.ModuleType) and not name.startswith("_pysandbox"):
            _counts[name] = len(vars(module))


def restore_builtins() -> None:
    """Makes the builtins what they were. What of the program's was among them is let go of."""
    names = vars(builtins)
    for name in [name for name in names if name not in _builtins]:
        del names[name]
    names.update(_builtins)


def take_back(flush) -> None:
    """Lets go of what is left in modules: first in those that CPython drops while there are streams, then in the others."""
    early, late = [], []
    for name, count in _counts.items() if _is_anything_left() else ():
        module = sys.modules.get(name)
        if isinstance(module, types.ModuleType) and len(vars(module)) > count:
            (late if name in held_names.LATE else early).append((vars(module), count))
    if early:
        _drop(early)
        gc.collect()
    flush()
    for name in STREAMS:
        setattr(sys, name, None)
    variables = list(contextvars.copy_context())
    for variable in variables:
        variable.set(None)
    if late or variables:
        _drop(late)
        gc.collect()


def _is_anything_left() -> bool:
    """Whether there is an object, outside of the image, that could have a finalizer. To look into all modules would take longer than a
    short program."""
    return any(type(one) not in _PLAIN for one in gc.get_objects())


def close_files() -> None:
    """Closes files that something still holds, those that write into others first. The image's own are none of them."""
    files = [one for one in gc.get_objects() if issubclass(type(one), _io._IOBase)]
    files.sort(key=_rank)
    for file in files:
        try:
            file.close()
        except Exception:
            pass  # CPython says nothing of it either.


def _drop(modules: list[tuple[dict, int]]) -> None:
    for names, count in modules:
        for name in list(names)[count:]:
            names.pop(name, None)


def _rank(file: object) -> int:
    kind = type(file)
    if issubclass(kind, _TEXT):
        return 0
    if issubclass(kind, _RAW):
        return 3
    return 2 if issubclass(kind, _BYTES) and kind.__module__ == "_io" else 1
