# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: an event loop that waits for nothing, for ever
import asyncio


async def never() -> None:
    await asyncio.Event().wait()


print("before")
asyncio.run(never())
