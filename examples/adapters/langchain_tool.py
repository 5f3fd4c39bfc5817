"""LangChain: a tool with which an agent runs Python, with a session for each thread.

    with Sandbox(timeout=10) as sandbox:
        agent = create_agent(model, tools=[python_tool(sandbox)], checkpointer=...)
        agent.invoke({"messages": ...}, {"configurable": {"thread_id": "a"}})

A thread is what LangGraph keeps a conversation by. Without one, each call has a new interpreter.
"""

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException, tool

from pysandbox import Result, Sandbox, SandboxError


def python_tool(sandbox: Sandbox) -> BaseTool:
    """The tool `run_python`, on a sandbox that the caller closes. Its artifact is the whole `Result`, for code."""

    @tool(response_format="content_and_artifact")
    def run_python(code: str, config: RunnableConfig) -> tuple[str, Result]:
        """Run Python and get what it prints and the value of its last expression.

        Variables, imports and files last from call to call. There is no network, and no files of the host.
        """
        thread = config.get("configurable", {}).get("thread_id")
        session = None if thread is None else f"thread {thread}"
        try:
            result = sandbox.run(code, session=session, max_output="64KiB")
        except SandboxError as error:
            raise ToolException(f"The code could not be run: {error}") from error
        return describe(result), result

    run_python.handle_tool_error = True
    return run_python


def describe(result: Result) -> str:
    """A result in words."""
    parts = ["Variables of earlier calls are gone." if result.session_lost else "", result.stdout, result.stderr]
    parts.append((result.result_repr or "") if result.ok else f"{result.status}: {result.error}")
    return "\n".join(part.strip() for part in parts if part.strip()) or "Done, without output."
