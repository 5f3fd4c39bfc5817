"""Runs a program as CPython would run it: as `__main__`, with its own name, arguments and exit status."""

import __future__
import ast
import asyncio
import builtins
import codecs
import errno
import importlib.util
import inspect
import linecache
import os
import runpy
import sys
import types

from . import traces

# The flags by which a code object tells which features of the future it was compiled with.
_FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)

NAMES = {"code": "<string>", "stdin": "<stdin>"}


def run(message: dict, source: bytes) -> dict:
    """Runs the program to its end and says how it ended: the members of `End` that Python knows."""
    runner = _Program(message)
    try:
        try:
            runner.execute(source)
        finally:
            del source
    except SystemExit as exc:
        runner.left_by(exc)
    except BaseException as exc:
        runner.failed_with(exc)
    if message["interactive"]:
        runner.interact()
    runner.close()
    return runner.ending


class _Program:
    def __init__(self, message: dict) -> None:
        self.kind: str = message["kind"]
        self.filename: str = NAMES.get(self.kind, message["name"])
        self.module: str = message["name"]
        self.describe: bool = message["describe"]
        self.main = _main_module()
        self.code: types.CodeType | None = None
        self.runner: asyncio.Runner | None = None
        self.ending = {"exitCode": 0, "memoryError": False}
        self.ending["claimed"] = {"result": "null", "resultRepr": None, "error": None}

    def execute(self, source: bytes) -> None:
        if self.kind == "module":
            runpy._run_module_as_main(self.module)
            return
        if self.kind == "file":
            self.main.__file__ = self.filename
            self.main.__cached__ = None
            _write_script(self.filename, source)
        _remember(self.filename, source)
        code = self._compiled(source, "exec")
        if not self.describe and not _awaits(code):
            self._evaluate(code)
            return
        self._execute_parts(source, code)

    def _execute_parts(self, source: bytes, code: types.CodeType) -> None:
        """Runs statements apart from each other: those that await on the event loop, so that others may start
        one of their own, and the value of a last expression for the report."""
        future = code.co_flags & _FUTURES
        tree = self._compiled(source, "exec", ast.PyCF_ONLY_AST)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        apart = [[node] for node in tree.body] if _awaits(code) else [tree.body]
        for body in apart:
            self._evaluate(self._compiled(ast.Module(body, []), "exec", future))
        if last is None:
            return
        value = self._evaluate(self._compiled(ast.Expression(last.value), "eval", future))
        if not tree.body and isinstance(value, str) and isinstance(last.value, ast.Constant):
            self.main.__doc__ = value
        if self.describe and value is not None:
            claimed = self.ending["claimed"]
            claimed["result"], claimed["resultRepr"] = traces.result(value)

    def _compiled(self, source, mode: str, flags: int = 0):
        flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        return compile(source, self.filename, mode, flags, dont_inherit=True)

    def _evaluate(self, code: types.CodeType) -> object:
        self.code = code
        value = eval(code, self.main.__dict__)
        if not _awaits(code):
            return value
        self.runner = self.runner or asyncio.Runner()
        return self.runner.run(value)

    def left_by(self, exc: SystemExit) -> None:
        """`sys.exit(n)`: the status, or a text for stderr and status 1."""
        status = exc.code
        if status is None:
            status = 0
        elif not isinstance(status, int):
            if sys.stderr is not None:
                print(status, file=sys.stderr)
            status = 1
        # As C's `int` takes it; what does not fit a `long` is -1.
        fits = -(2**63) <= int(status) < 2**63
        self.ending["exitCode"] = int.__and__(status, 0xFF) if fits else 0xFF
        if self.describe and self.ending["exitCode"] != 0:
            traces.strip(exc, self.code)
            self.ending["claimed"]["error"] = traces.describe(exc, self.filename)

    def failed_with(self, exc: BaseException) -> None:
        """Any other uncaught exception: its traceback on stderr and status 1."""
        self.ending["exitCode"] = 1
        self.ending["memoryError"] = isinstance(exc, MemoryError) or (
            isinstance(exc, OSError) and exc.errno == errno.ENOSPC
        )
        traces.strip(exc, self.code)
        traces.show(exc)
        if self.describe:
            self.ending["claimed"]["error"] = traces.describe(exc, self.filename)

    def interact(self) -> None:
        """A prompt with the program's names, until end of input or `exit()`."""
        import code

        try:
            code.interact(banner="", local=self.main.__dict__, exitmsg="")
        except SystemExit as exc:
            self.left_by(exc)

    def close(self) -> None:
        if self.runner is not None:
            self.runner.close()


def _awaits(code: types.CodeType) -> bool:
    return bool(code.co_flags & inspect.CO_COROUTINE)


def _main_module() -> types.ModuleType:
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    return main


def _remember(filename: str, source: bytes) -> None:
    """Gives tracebacks the lines of a program that is in no file that Python can open."""
    try:
        text = _decoded(source)
    except (SyntaxError, UnicodeDecodeError):
        return  # Compiling it says what is wrong, better than we could here.
    lines = text.splitlines(keepends=True)
    linecache.cache[filename] = (len(text), None, lines, filename)


def _decoded(source: bytes) -> str:
    """The text of a source. Looking for a declared encoding and translating ends of lines takes a tokenizer and
    a codec: most sources do without."""
    if b"coding" in source or b"\r" in source or source.startswith(codecs.BOM_UTF8):
        return importlib.util.decode_source(source)
    return source.decode()


def _write_script(name: str, source: bytes) -> None:
    """Puts the script where its name says, inside the sandbox, so that `open(__file__)` works."""
    path = os.path.abspath(name)
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(source)
