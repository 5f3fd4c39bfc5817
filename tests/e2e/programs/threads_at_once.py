"""Threads and pools whose work is the same wherever it is done."""

import asyncio
import concurrent.futures
import functools
import multiprocessing.dummy
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from multiprocessing.pool import ThreadPool


def attempt(name, action):
    try:
        print(name, action())
    except BaseException as exc:
        print(f"{name}: {type(exc).__name__}: {exc}")


with ThreadPoolExecutor(4, thread_name_prefix="workers") as pool:
    print(list(pool.map(abs, [-1, -2])), pool.submit(pow, 2, 5).result())
    failed = pool.submit(int, "x")
    print(type(failed.exception()).__name__, failed.done(), pool.submit(lambda: threading.current_thread().name.split("_")[0]).result())
    nested = pool.submit(lambda: pool.submit(abs, -7))
    print(nested.result().result())
    futures = [pool.submit(functools.partial(divmod, n), 3) for n in range(5)]
    print(sorted(future.result() for future in as_completed(futures)), len(wait(futures).done))
attempt("after the end", lambda: pool.submit(abs, -1))
attempt("none", lambda: ThreadPoolExecutor(0))
calls = []
with ThreadPoolExecutor(1, initializer=calls.append, initargs=("ready",)) as pool:
    pool.submit(calls.append, "work").add_done_callback(lambda future: calls.append(future.done()))
print(calls)

local = threading.local()
done = []


def work(number):
    done.append((number, threading.current_thread().name, threading.current_thread() is threading.main_thread()))


thread = threading.Thread(target=work, args=(3,), name="a thread")
print(thread.is_alive(), thread.ident)
thread.start()
thread.join()
print(done, thread.is_alive(), thread.ident is not None, threading.current_thread() is threading.main_thread())
attempt("twice", thread.start)


class Counting(threading.Thread):
    def run(self):
        self.value = sum(range(10))


many = [Counting() for _ in range(3)]
for one in many:
    one.start()
for one in many:
    one.join(1)
print([one.value for one in many], threading.active_count(), [t.name for t in threading.enumerate()])
threading.excepthook = lambda args: print("hook:", args.exc_type.__name__, args.exc_value, args.thread.name)
broken = threading.Thread(target=int, args=("x",), name="broken")
broken.start()
broken.join()
leaving = threading.Thread(target=exit, args=(3,))
leaving.start()
leaving.join()
started = threading.Event()
waker = threading.Thread(target=started.set)
waker.start()
print(started.wait())
lock = threading.Lock()
total = 0


def add():
    global total
    for _ in range(100):
        with lock:
            total += 1


adders = [threading.Thread(target=add) for _ in range(4)]
[adder.start() for adder in adders]
[adder.join() for adder in adders]
print(total)


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.to_thread(abs, -4), await loop.run_in_executor(None, pow, 2, 3))
    print(await asyncio.gather(*(asyncio.to_thread(abs, -n) for n in range(3))))
    with ThreadPoolExecutor() as pool:
        print(await loop.run_in_executor(pool, max, 1, 2))
    try:
        await asyncio.to_thread(int, "x")
    except ValueError as exc:
        print(exc)


asyncio.run(main())
with multiprocessing.dummy.Pool(3) as pool:
    print(pool.map(abs, [-1, 2]), pool.starmap(pow, [(2, 3)]), list(pool.imap(abs, [-5])), pool.apply(max, (1, 2)))
    result = pool.apply_async(int, ("x",))
    attempt("get", result.get)
    print(result.ready(), result.successful(), sorted(pool.imap_unordered(abs, (-1, -2))))
with ThreadPool(1) as pool:
    pool.map_async(abs, [-3], callback=lambda values: print("callback", values)).wait()
pool.close()
pool.join()
attempt("closed", lambda: pool.map(abs, [1]))
process = multiprocessing.dummy.Process(target=print, args=("a process that is a thread",))
process.start()
process.join()
attempt("timed wait", lambda: threading.Event().wait(0.01))
attempt("timed get", lambda: concurrent.futures.Future().result(0.01))
