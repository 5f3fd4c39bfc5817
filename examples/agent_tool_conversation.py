"""A tool with which an agent runs Python: one session for each conversation, limits, and texts that a model can act on.

In place of a model, a script says what to run, so that this works offline.
PYSANDBOX_COMMAND may have, as JSON, the words that start pysandbox.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients" / "python"))
from pysandbox import Result, Sandbox, SandboxError, Session

COMMAND = json.loads(os.environ.get("PYSANDBOX_COMMAND", '["pysandbox"]'))
MOST = 4000  # Characters that a result may cost the model.


def make_python_tool(session: Session) -> Callable[[str], str]:
    """The tool of one conversation; its docstring is what the model is told about it."""

    def python_tool(code: str) -> str:
        """Runs Python and returns what it prints and the value of its last expression. Variables last from call to call."""
        try:
            return describe(session.run(code, timeout=1, max_output="64KiB"))
        except SandboxError as error:
            return f"The code could not be run: {error}"

    return python_tool


def describe(result: Result) -> str:
    """A result in words, short enough for a model's context."""
    parts = [result.stdout + result.stderr]
    if result.session_lost:
        parts.insert(0, "Variables of earlier calls are gone.")
    if result.ok and result.result_repr is not None:
        parts.append(result.result_repr)
    if result.error is not None and result.error not in parts[-1]:
        parts.append(f"Stopped ({result.status}): {result.error}")
    text = "\n".join(part.strip() for part in parts if part.strip()) or "Done, without output."
    half = MOST // 2
    return text if len(text) <= MOST else f"{text[:half]}\n[...]\n{text[-half:]}"


SCRIPTED_MODEL = [
    "numbers = [3, 1, 4, 1, 5, 9, 2, 6]\nprint(len(numbers), 'numbers')\nsum(numbers)",
    "mean(numbers)",
    "import statistics; statistics.mean(numbers)",
    "open('/etc/passwd').read()",
    "while True: pass",
    "'numbers' in globals()",
]

if __name__ == "__main__":
    with Sandbox(COMMAND, timeout=10) as sandbox, sandbox.session() as conversation:
        python_tool = make_python_tool(conversation)
        for code in SCRIPTED_MODEL:
            print(f"model: {code}\ntool:  {python_tool(code)}\n")
