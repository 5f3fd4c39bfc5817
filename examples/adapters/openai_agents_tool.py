"""OpenAI Agents SDK: a function tool with which an agent runs Python, in the session that the run's context has.

    async with AsyncSandbox(timeout=10) as sandbox, sandbox.session() as conversation:
        agent = Agent[PythonContext](name="analyst", tools=[run_python])
        await Runner.run(agent, "What is 2 ** 100?", context=PythonContext(conversation))

The context is never sent to the model. A conversation that is continued is given the same one.
"""

from dataclasses import dataclass

from agents import RunContextWrapper, function_tool

from pysandbox import AsyncSession, Result, SandboxError


@dataclass
class PythonContext:
    """What a run is given: the session of its conversation. Add members of your own."""

    python: AsyncSession


@function_tool
async def run_python(context: RunContextWrapper[PythonContext], code: str) -> str:
    """Run Python and get what it prints and the value of its last expression.

    Variables, imports and files last from call to call. There is no network, and no files of the host.

    Args:
        code: The program.
    """
    try:
        return describe(await context.context.python.run(code, max_output="64KiB"))
    except SandboxError as error:
        return f"The code could not be run: {error}"


def describe(result: Result) -> str:
    """A result in words."""
    parts = ["Variables of earlier calls are gone." if result.session_lost else "", result.stdout, result.stderr]
    parts.append((result.result_repr or "") if result.ok else f"{result.status}: {result.error}")
    return "\n".join(part.strip() for part in parts if part.strip()) or "Done, without output."
