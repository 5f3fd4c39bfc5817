"""Runs once, inside the interpreter whose memory becomes the image: imports what programs import most, and
loads the Python half of the jail. `SOURCES` (module name to text), `MODULES`, `FORGOTTEN`, `TZDATA` and `STDOUT_BUFFER_BYTES` are
set before it runs."""

import dis
import gc
import importlib
import importlib.util
import inspect
import io
import os
import sys
import types

# What has a RESUME where it goes on.
# CPython's CO_NO_MONITORING_EVENTS: no profiler or tracer hears of what is called from it, and looks for its frame.
_UNMONITORED = 0x2000000
_SUSPENDS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

def prepare() -> types.FunctionType:
    """Fills the interpreter and returns the function that answers a request."""
    # What a program finds for which no variable was asked.
    os.environ.clear()
    os.environ["HOME"] = "/home/sandbox"
    sys.path.append(TZDATA)
    for name in MODULES:
        importlib.import_module(name)
    importlib.util.find_spec("tzdata")  # Reads the archive's directory once and for all.
    _buffer_stdout()
    main = _load_package("_pysandbox", ["bounds", "clock", "signals", "threads", "file_times", "dumps", "missing", "loop", "links", "long_traceback", "packages", "traces", "results", "function_help", "calls", "source", "held_names", "left_names", "finish", "restore", "prompt", "inputs", "display", "program", "warm", "freeze"])
    sys.builtin_module_names = tuple(
        name for name in sys.builtin_module_names if name not in FORGOTTEN
    )
    return main


def _buffer_stdout() -> None:
    """Puts the buffer below `sys.stdout` that JavaScript opens in a flood and shuts: see `stdout_buffer.ts`. Nothing waits in
    the text layer above it."""
    encoding, errors = sys.stdout.encoding, sys.stdout.errors
    buffer = io.BufferedWriter(sys.stdout.detach(), STDOUT_BUFFER_BYTES)
    text = io.TextIOWrapper(buffer, encoding, errors, newline="\n", write_through=True)
    text.mode = "w"
    sys.stdout = sys.__stdout__ = text


def _load_package(name: str, submodules: list[str]) -> types.FunctionType:
    """Loads our package without leaving a trace of it where programs look."""
    package = types.ModuleType(name)
    package.__path__ = []
    sys.modules[name] = package
    for short in submodules:
        module = types.ModuleType(f"{name}.{short}")
        module.__package__ = name
        sys.modules[module.__name__] = module
        _execute(module, short)
        setattr(package, short, module)
    package.__package__ = name
    _execute(package, "__init__")
    package.clock.install()
    package.signals.install()
    package.threads.install()
    package.file_times.install()
    package.missing.install()
    package.loop.install()
    for loaded in [n for n in sys.modules if n.partition(".")[0] == name]:
        del sys.modules[loaded]
    package.finish.install()
    return package.main


def _execute(module: types.ModuleType, short: str) -> None:
    code = compile(SOURCES[short], f"<pysandbox>/{short}.py", "exec", dont_inherit=True)
    exec(_hidden(code), module.__dict__)


def _hidden(code: types.CodeType) -> types.CodeType:
    """The same code, whose frames no program sees: CPython takes a frame that has not reached its code's RESUME for one
    that is still being made, and leaves it out of stacks and tracebacks. `super()` without arguments, `locals()` and
    the like, which look for the frame that they are called in, do not work in it."""
    consts = [_hidden(const) if isinstance(const, types.CodeType) else const for const in code.co_consts]
    hidden = code.replace(co_consts=tuple(consts))
    if code.co_flags & _SUSPENDS:
        return hidden  # Seen while it runs: a RESUME in code that is not monitored waits for ever to be.
    bytecode = bytearray(code.co_code)
    for at in range(0, len(bytecode), 2):
        if bytecode[at] == dis.opmap["RESUME"]:
            bytecode[at] = dis.opmap["NOP"]
    return hidden.replace(co_code=bytes(bytecode), co_flags=code.co_flags | _UNMONITORED)


ENTRY = prepare()
# Nothing in the image is garbage, and nothing in it needs to be looked at by the programs' collections.
gc.collect()
gc.freeze()
