# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: an event loop with a task that never ends
# without: a run that outlives its limit
# source: own
import asyncio


async def never() -> None:
    while True:
        await asyncio.sleep(0.01)


print("before")
asyncio.run(never())
