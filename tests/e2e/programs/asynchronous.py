# Python: 3.12
"""asyncio: gather, task groups, timeouts, queues, locks, events, context variables, async generators."""

import asyncio
import contextlib
import contextvars

request = contextvars.ContextVar("request", default="none")


async def work(name, delay, log):
    request.set(name)
    await asyncio.sleep(delay)
    log.append((name, request.get()))
    return name.upper()


async def produce(queue, count):
    for number in range(count):
        await queue.put(number)
    await queue.put(None)


async def consume(queue):
    total = 0
    while (item := await queue.get()) is not None:
        total += item
        queue.task_done()
    return total


async def ticks(count):
    for number in range(count):
        yield number
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def resource(name):
    print("open", name)
    try:
        yield name
    finally:
        print("close", name)


async def fail(after):
    await asyncio.sleep(after)
    raise RuntimeError("broken")


async def main():
    log = []
    print(await asyncio.gather(work("slow", 0.03, log), work("fast", 0.01, log)), log, request.get())
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(name, 0.005, log)) for name in "abc"]
    print([task.result() for task in tasks])
    try:
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(asyncio.sleep(60))
            group.create_task(fail(0.01))
    except* RuntimeError as exc:
        print("group:", exc.exceptions, waiting.cancelled())
    try:
        async with asyncio.timeout(0.02):
            await asyncio.sleep(60)
    except TimeoutError:
        print("timed out")
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    except TimeoutError:
        print("waited for nothing")
    queue = asyncio.Queue(maxsize=2)
    _, total = await asyncio.gather(produce(queue, 10), consume(queue))
    print("total", total, [number async for number in ticks(4)])
    lock, order = asyncio.Lock(), []

    async def critical(name):
        async with lock:
            order.append(name)
            await asyncio.sleep(0)

    await asyncio.gather(*map(critical, "xyz"))
    async with resource("r") as name:
        print("use", name, order)
    task = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as exc:
        print("cancelled", exc.args)
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    loop.call_later(0.001, done.set_result, 42)
    print(await done, await asyncio.shield(work("last", 0, log)))
    results = await asyncio.gather(fail(0), work("ok", 0, log), return_exceptions=True)
    print(results)
    for finished in asyncio.as_completed([work("second", 0.02, log), work("first", 0.001, log)]):
        print(await finished)


asyncio.run(main())
with asyncio.Runner() as runner:
    print(runner.run(asyncio.sleep(0, "runner")))
context = contextvars.copy_context()
context.run(request.set, "inside")
print(request.get(), context[request])
