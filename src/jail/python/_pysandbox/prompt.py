"""Python's prompt: statements as they are typed, whether they are whole, and names that complete them."""

import ast
import builtins
import codeop
import re
import sys
import types
from collections.abc import Callable

from . import bounds

# Words that do something when they are typed alone, unless the program has given them a meaning.
COMMANDS = ("exit", "quit", "help", "copyright", "credits", "license")

_WORD = re.compile(r"[\w.]*\Z")


class Prompt:
    """What the statements of one prompt share beside their names."""

    def __init__(self, main: types.ModuleType) -> None:
        self.names = main.__dict__
        # Remembers the features of the future that a statement switches on.
        self.compiler = codeop.CommandCompiler()
        self.compiler.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.modules = None
        if not hasattr(sys, "ps1"):
            sys.ps1, sys.ps2 = ">>> ", "... "
        builtins.help = _Help()

    def execute(self, text: str, filename: str, evaluate: Callable[[types.CodeType], object]) -> None:
        """Runs what was typed; the value of the last statement is shown if it is an expression."""
        word = text.strip()
        if word in COMMANDS and word not in self.names:
            if word in ("exit", "quit"):
                raise SystemExit
            getattr(builtins, word)()
            return
        tree = self._compile(text, filename, "exec", ast.PyCF_ONLY_AST, incomplete_input=False)
        for node in tree.body:
            if node is tree.body[-1]:
                code = self._compile(ast.Interactive([node]), filename, "single")
            else:
                code = self._compile(ast.Module([node], []), filename, "exec")
            evaluate(code)

    def _compile(self, *args, **kwargs):
        try:
            return self.compiler.compiler(*args, **kwargs)
        except (SyntaxError, OverflowError, ValueError) as exc:
            # What is wrong is in the source: the lines of the module that compiled it say nothing.
            raise exc.with_traceback(None) from None

    def check(self, text: str) -> str:
        """`complete`, `incomplete` or `invalid`. Several statements at once are whole when the last one is."""
        try:
            return "incomplete" if self.compiler(text, "<stdin>", "single") is None else "complete"
        except (SyntaxError, OverflowError, ValueError):
            pass
        try:
            self.compiler.compiler(text, "<stdin>", "exec", ast.PyCF_ONLY_AST, incomplete_input=False)
        except (SyntaxError, OverflowError, ValueError):
            return "invalid"
        # A block at the end goes on until an empty line.
        last = text.rstrip(" \t").rpartition("\n")[2]
        return "incomplete" if last[:1].isspace() else "complete"

    def complete(self, text: str, cursor: int) -> list[str]:
        """What the word before the cursor, which is counted in UTF-16 code units, can become."""
        before = text.encode("utf-16-le", "surrogatepass")[: 2 * cursor]
        line = before.decode("utf-16-le", "replace").rpartition("\n")[2]
        found = self._modules_for(line)
        if found is None:
            found = self._names_for(_WORD.search(line)[0])
        names = {_plain(name) for name in found}
        short = sorted(name for name in names if _units(name) <= bounds.COMPLETION_LENGTH)
        return short[: bounds.COMPLETIONS]

    def _modules_for(self, line: str) -> list[str] | None:
        if not line.lstrip().startswith(("import ", "from ")):
            return None
        if self.modules is None:
            from _pyrepl._module_completer import ModuleCompleter

            self.modules = ModuleCompleter(self.names)
        return self.modules.get_completions(line)

    def _names_for(self, word: str) -> list[str]:
        if not word:
            return []
        from rlcompleter import Completer

        completer = Completer(self.names)
        return completer.attr_matches(word) if "." in word else completer.global_matches(word)


def prompts() -> list[str]:
    """The texts of `sys.ps1` and `sys.ps2`, which may be objects that compute them."""
    return [_text(getattr(sys, name, "")) for name in ("ps1", "ps2")]


def _plain(text: str) -> str:
    """The same text, of no class that a program made."""
    return "".join([text])


def _units(text: str) -> int:
    """The length of a text in UTF-16 code units, which are what the host counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _text(value: object) -> str:
    try:
        return _plain(str(value))[: bounds.PROMPT_LENGTH]
    except BaseException:  # What a limit or Ctrl-C stopped among them: the names are not lost for it.
        return ""


class _Help:
    """`help`, without a pager: there is no other process that could be one."""

    def __repr__(self) -> str:
        return "Type help() for interactive help, or help(object) for help about object."

    def __call__(self, *args, **kwargs):
        import pydoc

        pydoc.pager = pydoc.plainpager
        return pydoc.help(*args, **kwargs)
