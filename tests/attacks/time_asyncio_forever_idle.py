# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: an event loop that waits for nothing, for ever
# without: a run that outlives its limit
# source: own
import asyncio


async def never() -> None:
    await asyncio.Event().wait()


print("before")
asyncio.run(never())
