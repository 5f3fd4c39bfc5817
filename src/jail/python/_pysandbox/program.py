"""Runs a program as CPython would run it: as `__main__`, with its own name, arguments and exit status."""

import __future__
import ast
import asyncio
import builtins
import errno
import inspect
import linecache
import os
import runpy
import sys
import types
from collections.abc import Callable

from . import calls, display, finish, inputs, results, traces
from .source import decoded, dedented, null_byte_error
from .prompt import Prompt, prompts

# The flags by which a code object tells which features of the future it was compiled with.
_FUTURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)

# What a line begins with that is no expression, in most cases.
_STATEMENTS = frozenset(
    b"import from del pass raise assert global nonlocal if for while try with class def async".split()
)

# What begins the last record of a zip archive, and how many bytes that has at most.
_ARCHIVE_END = b"PK\5\6"
_ARCHIVE_END_BYTES = 22 + 65535

# What tracebacks call a program that was given on the command line, and one that was read from standard input.
CODE_NAME = "<string>"
STDIN_NAME = "<stdin>"

# Our frames do not count (`make_image.ts`): when a program has ended, CPython's count of what is left exceeds the limit by some.
_MOST_RECURSION = 2**31 - 64
_recursion_limit, _limit_recursion = sys.getrecursionlimit, sys.setrecursionlimit

# Of how many programs that share their names the sources are kept, for tracebacks into functions that they defined.
REMEMBERED = 1000


class Space:
    """What programs that follow each other in one interpreter share."""

    def __init__(self) -> None:
        self.main = _main_module()
        self.runner: asyncio.Runner | None = None
        self.count = 0
        self.remembered: list[str] = []
        self.prompt: Prompt | None = None

    def finish(self, coroutine: types.CoroutineType) -> object:
        """The value of what a program awaits at its top level. All share one event loop."""
        self.runner = self.runner or asyncio.Runner()
        return self.runner.run(coroutine)

    def open_prompt(self) -> Prompt:
        """The prompt of this interpreter."""
        self.prompt = self.prompt or Prompt(self.main)
        return self.prompt

    def forget(self, filename: str, defines: bool) -> None:
        """Forgets a source that no traceback will show again, or that has been kept for long enough."""
        if not defines:
            linecache.cache.pop(filename, None)
            return
        self.remembered.append(filename)
        if len(self.remembered) > REMEMBERED:
            linecache.cache.pop(self.remembered.pop(0), None)

    def close(self) -> None:
        if self.runner is not None:
            self.runner.close()

    def let_go(self) -> None:
        """Drops all that holds the program's names."""
        self.main = self.runner = self.prompt = None


def run(request: dict, source: bytes, space: Space) -> dict:
    """Executes a request to its end and returns the answer: see `Answer` in `src/wire/jail_answer.ts`."""
    match request["kind"]:
        case "check":
            return _ask(lambda: space.open_prompt().check(source.decode()))
        case "complete":
            return _ask(lambda: space.open_prompt().complete(source.decode(), request["cursor"]))
    runner = _Program(request, space)
    calls.begin(request.get("functions"), space.main)
    raised = None
    shows = request["setting"]["display"]
    if shows:
        display.begin()
    try:
        try:
            inputs.bind(space.main.__dict__)
            runner.execute(source)
        finally:
            del source
            # CPython does so for what it reads from a file, before it shows an exception.
            if runner.kind in ("file", "stdin"):
                finish.flush_between()
    except BaseException as exc:
        raised = exc
    if shows and not isinstance(raised, KeyboardInterrupt):
        try:
            display.show_figures()
        except BaseException as exc:
            raised = raised or exc
    # It is not being handled any more: what a hook raises does not come out of it.
    if isinstance(raised, SystemExit):
        runner.left_by(raised)
    elif raised is not None:
        runner.failed_with(raised)
    if runner.kind == "statement":
        runner.claim_prompt()
    if request["setting"]["keep"]:
        display.end()
        space.forget(runner.filename, runner.defines)
    return runner.answer


def _ask(question: Callable[[], str | list[str]]) -> dict:
    """The answer to a question of the prompt."""
    try:
        return answer(claimed=question())
    except BaseException:  # The program's own names are looked at, and what they do is anything.
        return answer()


def answer(status: int = 0, claimed: object = None) -> dict:
    """An answer about which there is no more to say."""
    return {"exitCode": status, "memoryError": False, "claimed": claimed}


class _Program:
    def __init__(self, request: dict, space: Space) -> None:
        origin: dict = request.get("program", request)
        self.kind: str = origin["kind"]
        self.module: str = origin.get("module", "")
        self.describe: bool = request.get("describe", False)
        self.shows: bool = request["setting"]["display"]
        match self.kind:
            case "statement":
                self.filename = f"<python-input-{space.count}>"
                space.count += 1
            case "code" if request["setting"]["keep"]:
                # Each has its own name: a function of an earlier one is shown with the lines it was written in.
                space.count += 1
                self.filename = f"<input-{space.count}>"
            case "code":
                self.filename = CODE_NAME
            case "stdin":
                self.filename = STDIN_NAME
            case _:
                self.filename = origin.get("path", self.module)
        self.space = space
        self.main = space.main
        self.code: types.CodeType | None = None
        # Whether functions or classes may be left that are shown in tracebacks later on.
        self.defines = False
        # Whether the program asked to leave.
        self.leaves = False
        claims = {"result": "null", "resultRepr": None, "error": None}
        self.answer = answer(claimed=None if self.kind == "statement" else claims)

    def execute(self, source: bytes) -> None:
        if self.kind == "module":
            self._run_as_main(self.module, True)
            return
        if self.kind == "folder" or self.kind == "file" and _is_archive(self.filename, source):
            # Its first place in the path is the folder or archive itself, as in CPython.
            sys.path[0] = os.path.abspath(self.filename)
            self._run_as_main("__main__", False)
            return
        if self.kind == "code":
            source = dedented(source)
        if b"\0" in source:
            raise null_byte_error(source, self.filename)
        if self.kind == "file":
            self.main.__file__ = self.filename
            self.main.__cached__ = None
            _write_script(self.filename, source)
        _remember(self.filename, source)
        if self.kind == "statement":
            self.space.open_prompt().execute(source.decode(), self.filename, self._evaluate)
            return
        if not self.describe:
            code = self._compiled(source, "exec")
            if not _awaits(code):
                self._evaluate(code)
                return
        if (code := self._short_expression(source)) is not None:
            self._claim(self._evaluate(code))
            return
        tree = self._compiled(source, "exec", ast.PyCF_ONLY_AST)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        # All of it before any of it runs: it may be wrong in a way that only shows here.
        codes = self._compiled_parts(tree.body, last)
        value = None
        for code in codes:
            value = self._evaluate(code)
        if last is None:
            return
        if not tree.body and isinstance(value, str) and isinstance(last.value, ast.Constant):
            self.main.__doc__ = value
        if self.describe:
            self._claim(value)

    def _claim(self, value: object) -> None:
        """Reports the value of the last expression."""
        if value is None:
            return
        claims = results.described(value)
        self.answer["claimed"].update(claims)
        if self.shows:
            display.show_result(value, claims["resultRepr"])

    def _short_expression(self, source: bytes) -> types.CodeType | None:
        """The code of a source that is an expression on one line, which then takes no tree: that would cost as much as all
        the rest. None where it may be something else, or a docstring."""
        if not _may_be_expression(source.rstrip()):
            return None
        try:
            return self._compiled(source, "eval")
        except SyntaxError:
            return None  # A statement. What is wrong is said by whoever compiles it as one.

    def _compiled_parts(self, body: list[ast.stmt], last: ast.Expr | None) -> list[types.CodeType]:
        """The statements and the last expression, whose value is for the report. Where something awaits, statements
        are apart from each other: those that await run on the event loop, and others may start one of their own."""
        codes = [self._compiled(ast.Module(body, []), "exec")] if body else []
        future = codes[0].co_flags & _FUTURES if codes else 0
        if last is not None:
            codes.append(self._compiled(ast.Expression(last.value), "eval", future))
        if len(body) < 2 or not any(map(_awaits, codes)):
            return codes
        apart = [self._compiled(ast.Module([node], []), "exec", future) for node in body]
        return apart + codes[1:]

    def _compiled(self, source, mode: str, flags: int = 0):
        flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        return compile(source, self.filename, mode, flags, dont_inherit=True)

    def _evaluate(self, code: types.CodeType) -> object:
        self.code = code
        for const in code.co_consts:
            if isinstance(const, types.CodeType):
                self.defines = True
        try:
            value = eval(code, self.main.__dict__)
            if not _awaits(code):
                return value
            return self.space.finish(value)
        finally:
            if _recursion_limit() > _MOST_RECURSION:
                _limit_recursion(_MOST_RECURSION)

    def _run_as_main(self, module: str, alters_argv: bool) -> None:
        try:
            runpy._run_module_as_main(module, alters_argv)
        finally:
            if _recursion_limit() > _MOST_RECURSION:
                _limit_recursion(_MOST_RECURSION)

    def left_by(self, exc: SystemExit) -> None:
        """`sys.exit(n)`: the status, or a text for stderr and status 1."""
        self.leaves = True
        status = exc.code
        if status is None:
            status = 0
        elif not isinstance(status, int):
            traces.write_error(traces.said(lambda: str(status), "") + "\n")
            status = 1
        # As C's `int` takes it; what does not fit a `long` is -1.
        fits = -(2**63) <= int(status) < 2**63
        self.answer["exitCode"] = int.__and__(status, 0xFF) if fits else 0xFF
        if self.describe and self.answer["exitCode"] != 0 and self.answer["claimed"]["error"] is None:
            traces.strip(exc, self.code)
            self.answer["claimed"]["error"] = traces.describe(exc, self.filename)

    def failed_with(self, exc: BaseException) -> None:
        """Any other uncaught exception: its traceback on stderr and status 1."""
        self.answer["exitCode"] = 1
        self.answer["memoryError"] = isinstance(exc, MemoryError) or (
            isinstance(exc, OSError) and exc.errno == errno.ENOSPC
        )
        if isinstance(exc, ModuleNotFoundError) and isinstance(exc.name, str):
            self.answer["missingModule"] = exc.name[:100]
        traces.strip(exc, self.code)
        left = traces.show(exc)
        if self.describe:
            self.answer["claimed"]["error"] = traces.describe(exc, self.filename)
        if left is not None:
            self.left_by(left)

    def claim_prompt(self) -> None:
        """Reports what stands before the next statement, and whether there is to be one."""
        ps1, ps2 = prompts()
        self.answer["claimed"] = {"ps1": ps1, "ps2": ps2, "leaves": self.leaves}


def _is_archive(name: str, source: bytes) -> bool:
    """Whether the program is a zip archive, which is put where its name says: its modules are found in there."""
    if source.rfind(_ARCHIVE_END, -_ARCHIVE_END_BYTES) < 0:
        return False
    import zipimport

    _write_script(name, source)
    try:
        zipimport.zipimporter(os.path.abspath(name))
    except zipimport.ZipImportError:
        return False
    return True


def _may_be_expression(line: bytes) -> bool:
    first = line[:3]
    return (
        first[:1].isalnum()
        and not (b"'" in first or b'"' in first)
        and not (b"\n" in line or b"\r" in line or b"\\" in line or b"=" in line or b";" in line)
        and line.partition(b" ")[0] not in _STATEMENTS
    )


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
        text = decoded(source)
    except (SyntaxError, UnicodeDecodeError):
        return  # Compiling it says what is wrong, better than we could here.
    lines = text.splitlines(keepends=True)
    linecache.cache[filename] = (len(text), None, lines, filename)


def _write_script(name: str, source: bytes) -> None:
    """Puts the script where its name says, inside the sandbox, so that `open(__file__)` works."""
    path = os.path.abspath(name)
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(source)
