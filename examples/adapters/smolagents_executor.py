"""smolagents: the executor of a CodeAgent. The agent's tools stay on the host, and its programs call them.

    with Sandbox(timeout=30) as sandbox:
        agent = CodeAgent(tools=[search], model=model, executor=SandboxExecutor(sandbox))
        agent.run("...")

What tools take and return is JSON. A program's time limit stands while it waits for a tool.
"""

from typing import Any

from smolagents import Tool
from smolagents.local_python_executor import CodeOutput, PythonExecutor

from pysandbox import Sandbox

# `final_answer` ends the program. What it is given comes to the host by the function that it calls.
PRELUDE = """
class FinalAnswer(BaseException):
    pass

def final_answer(answer=None):
    _final_answer(answer)
    raise FinalAnswer
"""


class SandboxExecutor(PythonExecutor):
    """An interpreter for one agent: its variables last from step to step."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._session = sandbox.session()
        self._functions: dict[str, Any] = {"_final_answer": self._final_answer}
        self._answers: list[Any] = []

    def send_tools(self, tools: dict[str, Tool]) -> None:
        self._functions.update({name: _function(tool) for name, tool in tools.items() if name != "final_answer"})
        self._session.run(PRELUDE, functions=self._functions).raise_for_status()

    def send_variables(self, variables: dict[str, Any]) -> None:
        if variables:
            self._session.run("", inputs=variables).raise_for_status()

    def __call__(self, code_action: str) -> CodeOutput:
        self._answers.clear()
        result = self._session.run(code_action, functions=self._functions)
        logs = result.stdout + (result.stderr if result.ok else "")
        if self._answers and result.error_detail is not None and result.error_detail.type == "FinalAnswer":
            return CodeOutput(output=self._answers[-1], logs=logs, is_final_answer=True)
        if not result.ok:
            raise RuntimeError(f"{logs}\nCode execution failed: {result.error}".strip())
        output = result.output if result.output is not None else result.result_repr
        return CodeOutput(output=output, logs=logs, is_final_answer=False)

    def cleanup(self) -> None:
        """Called by `agent.cleanup()`."""
        self._session.close()

    def _final_answer(self, answer: Any) -> None:
        self._answers.append(answer)


def _function(tool: Tool) -> Any:
    def function(*args: Any, **kwargs: Any) -> Any:
        return tool(*args, **kwargs)

    function.__doc__ = tool.description
    return function
