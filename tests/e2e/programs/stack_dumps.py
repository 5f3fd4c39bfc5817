# Python: 3.14
"""What shows a program its own stack: dumps, frames, hooks and modules, and nothing else in them."""

import asyncio
import atexit
import concurrent.futures
import faulthandler
import gc
import inspect
import os
import signal
import sys
import threading
import time
import traceback
import tracemalloc


def dumped(dump, **options):
    """The lines of a dump, without where the library is."""
    with open("dump", "w+") as file:
        dump(file=file, **options)
        file.seek(0)
        lines = [line.strip().split("/")[-1].split(" (")[0].split(" 0x")[0] for line in file]
    return [line for line in lines if line[:6] in ("Curren", "Stack", "stack_", "<pysan")]


def show(what, lines):
    print(what, "|", ", ".join(lines))


def names():
    return [frame.name for frame in traceback.extract_stack()]


def inner():
    show("dump", dumped(faulthandler.dump_traceback))
    show("one thread", dumped(faulthandler.dump_traceback, all_threads=False))


inner()
show("frames", names())
show("inspect", [frame.function for frame in inspect.stack()])
[frame] = sys._current_frames().values()
show("current frames", [frame.f_code.co_name] + [str(frame.f_back)])

thread = threading.Thread(target=lambda: show("thread", names()[-2:]))
thread.start()
thread.join()
with concurrent.futures.ThreadPoolExecutor() as pool:
    show("pool", pool.submit(names).result()[-3:])


async def task():
    inner()
    await asyncio.sleep(0.001)
    show("task", names()[-2:])


asyncio.run(task())
signal.signal(signal.SIGALRM, lambda number, frame: show("handler", names() + [frame.f_code.co_name]))
signal.setitimer(signal.ITIMER_REAL, 0.01)
time.sleep(0.05)

with open("later", "w+") as file:
    faulthandler.register(signal.SIGUSR1, file=file)
    signal.raise_signal(signal.SIGUSR1)
    print(faulthandler.unregister(signal.SIGUSR1), faulthandler.unregister(signal.SIGUSR1))
    print(signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL)
    file.seek(0)
    print([line.split(" ")[-1].strip() for line in file])

seen = set()


def trace(frame, event, argument):
    seen.add(frame.f_code.co_filename)
    return trace


for setter in (sys.settrace, sys.setprofile):
    setter(trace)
    time.sleep(0.001)
    os.utime("later", ns=(1, 2))
    asyncio.run(asyncio.sleep(0.001))
    threading.Thread(target=len, args=("",)).start()
    setter(None)
tracemalloc.start()
time.sleep(0.001)
os.utime("later", ns=(1, 2))
places = {str(found.traceback) for found in tracemalloc.take_snapshot().statistics("filename")}
print("ours:", [name for name in seen | places | set(sys.modules) if "pysandbox" in name])
print("generators:", [type(one) for one in gc.get_objects() if "pysandbox" in type(one).__module__ and inspect.isgenerator(one)])


def deep(depth):
    if depth:
        return deep(depth - 1)
    return dumped(faulthandler.dump_traceback)


lines = deep(200)
print(len(lines), lines[-1])
for wrong in (-1, "x", object()):
    try:
        faulthandler.dump_traceback(wrong)
    except Exception as error:
        print(type(error).__name__, error)


class Last:
    def __del__(self):
        show("del", names())


last = Last()
threading.excepthook = lambda args: show("thread hook", [f.name for f in traceback.extract_tb(args.exc_traceback)][-1:])
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
threading.excepthook = threading.__excepthook__
atexit.register(lambda: (show("atexit", names()), inner()))
