"""DSPy: the interpreter of modules that run code, such as ProgramOfThought and RLM. Tools stay on the host.

    with Sandbox(timeout=30) as sandbox:
        dspy.configure(lm=lm, interpreter_factory=lambda: SandboxInterpreter(sandbox))
        dspy.ProgramOfThought("question -> answer")(question="...")

Each interpreter is a session of the sandbox, and DSPy ends those that it makes. What tools take and return is JSON.
Programs of RLM have no sub-agents.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Optional

from dspy.primitives.code_interpreter import CodeExecutionError, CodeInterpreterError, FinalOutput

from pysandbox import InvalidRequest, Result, Sandbox, SandboxError

# SUBMIT ends the program. What it is given comes to the host by the function that it calls.
PRELUDE = """
class Submission(BaseException):
    pass

def SUBMIT(*args, **kwargs):
    _submit(list(args), kwargs)
    raise Submission
"""


class SandboxInterpreter:
    """A `dspy.primitives.CodeInterpreter`: an interpreter that is kept from one `execute` to the next."""

    def __init__(self, sandbox: Sandbox, tools: Optional[dict[str, Callable[..., Any]]] = None) -> None:
        self.tools = dict(tools or {})
        self.output_fields: Optional[list[dict[str, Any]]] = None  # Set by DSPy, for more outputs than one.
        self._session = sandbox.session()
        self._submitted: list[Any] = []
        self._has_begun = False

    def start(self) -> None:
        if not self._has_begun:
            self._run(PRELUDE, {})
            self._has_begun = True

    def execute(self, code: str, variables: Optional[dict[str, Any]] = None) -> Any:
        self.start()
        self._submitted.clear()
        result = self._run(code, variables or {})
        if result.session_lost:
            raise CodeInterpreterError("The state of the interpreter is gone")
        if result.ok:
            return result.stdout.rstrip("\n") or (result.result_repr if result.output is None else result.output)
        detail = result.error_detail
        if detail is not None and detail.type == "Submission" and self._submitted:
            return FinalOutput(self._submitted[-1])
        if detail is not None and detail.type == "SyntaxError":
            raise SyntaxError(detail.message)
        raise CodeExecutionError(result.error)

    def shutdown(self) -> None:
        self._session.close()

    def _run(self, code: str, variables: dict[str, Any]) -> Result:
        try:
            return self._session.run(code, inputs=variables, functions=self._functions())
        except InvalidRequest as error:  # Such as a tool whose name is Python's own.
            raise CodeExecutionError(str(error)) from error
        except SandboxError as error:
            raise CodeInterpreterError(str(error)) from error

    def _functions(self) -> dict[str, Callable[..., Any]]:
        return {**{name: _by_name(tool) for name, tool in self.tools.items()}, "_submit": self._submit}

    def _submit(self, args: list[Any], kwargs: dict[str, Any]) -> None:
        names = [field["name"] for field in self.output_fields or [{"name": "output"}]]
        values = {**dict(zip(names, args)), **kwargs}
        if set(values) != set(names) or len(args) + len(kwargs) != len(names):
            raise TypeError(f"SUBMIT: expected {', '.join(names)}")
        self._submitted.append(values)


def _by_name(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool, for programs that give arguments by position: DSPy's own tools take them by name alone."""

    @functools.wraps(tool)
    def call(*args: Any, **kwargs: Any) -> Any:
        return tool(**inspect.signature(tool).bind(*args, **kwargs).arguments)

    return call
