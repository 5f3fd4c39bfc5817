"""pydantic-ai: a toolset with which an agent runs Python, with a session for each conversation.

    async with AsyncSandbox(timeout=10) as sandbox:
        agent = Agent("...", toolsets=[python_toolset(sandbox)])
        await agent.run("What is 2 ** 100?", conversation_id="a")

A conversation is what has one `conversation_id`, which pydantic-ai keeps with the messages.
"""

from pydantic_ai import FunctionToolset, ModelRetry, RunContext

from pysandbox import AsyncSandbox, Result, SandboxError


def python_toolset(sandbox: AsyncSandbox, *, id: str = "pysandbox") -> FunctionToolset:
    """A toolset of one tool, `run_python`, on a sandbox that the caller closes."""
    # One at a time in a session: what one call leaves, the next one finds.
    toolset = FunctionToolset(id=id, sequential=True)

    @toolset.tool
    async def run_python(ctx: RunContext, code: str) -> str:
        """Run Python and get what it prints and the value of its last expression.

        Variables, imports and files last from call to call. There is no network, and no files of the host.

        Args:
            code: The program.
        """
        session = None if ctx.conversation_id is None else f"conversation {ctx.conversation_id}"
        try:
            return describe(await sandbox.run(code, session=session, max_output="64KiB"))
        except SandboxError as error:
            raise ModelRetry(f"The code could not be run: {error}") from error

    return toolset


def describe(result: Result) -> str:
    """A result in words."""
    parts = ["Variables of earlier calls are gone." if result.session_lost else "", result.stdout, result.stderr]
    parts.append((result.result_repr or "") if result.ok else f"{result.status}: {result.error}")
    return "\n".join(part.strip() for part in parts if part.strip()) or "Done, without output."
