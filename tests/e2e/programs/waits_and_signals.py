# Python: 3.14
"""Waits of every kind that a timer ends, handlers that wait themselves, and signals of an event loop."""

import asyncio
import os
import queue
import select
import selectors
import signal
import sys
import threading
import time


class Late(Exception):
    pass


def late(*_):
    raise Late


def locked():
    lock = threading.Lock()
    lock.acquire()
    return lock.acquire(timeout=30)


read, write = os.pipe()
signal.signal(signal.SIGALRM, late)
for name, wait in {
    "a lock": locked,
    "a queue": lambda: queue.Queue().get(timeout=30),
    "an event": lambda: threading.Event().wait(30),
    "select of nothing": lambda: select.select([], [], [], 30),
    "select of a pipe": lambda: select.select([read], [], [read], 30),
    "a selector": lambda: selectors.SelectSelector().select(30),
    "poll": lambda: select.poll().poll(30_000),
    "asyncio": lambda: asyncio.run(asyncio.sleep(30)),
}.items():
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        print(name, wait())
    except Late:
        print(name, "is late")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

# What waits is woken by what a handler does.
signal.signal(signal.SIGALRM, lambda *_: os.write(write, b"x"))
signal.setitimer(signal.ITIMER_REAL, 0.02)
print(select.select([read], [], [], 30)[0] == [read], os.read(read, 1))
for wrong in (-1, "x"):
    try:
        select.select([read], [], [], wrong)
    except (ValueError, TypeError) as error:
        print(error)
began = time.monotonic()
print(select.select([read], [], [], 0.05), time.monotonic() - began >= 0.05)
print(select.select([], [write], [], None)[1] == [write])

# A handler that waits, within a wait, and another within that.
depth = []


def waits(*_):
    depth.append(len(depth))
    if len(depth) < 3:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        time.sleep(0.05)
    print("handled", len(depth))


signal.signal(signal.SIGALRM, waits)
signal.setitimer(signal.ITIMER_REAL, 0.01)
time.sleep(0.02)
print(depth)


async def main():
    loop = asyncio.get_running_loop()
    got = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, print, "SIGTERM")
    loop.add_signal_handler(signal.SIGUSR1, got.set)
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGTERM)
    await got.wait()
    print(loop.remove_signal_handler(signal.SIGUSR1), loop.remove_signal_handler(signal.SIGUSR1))
    for wrong in (5000, "x"):
        try:
            loop.add_signal_handler(wrong, print)
        except (ValueError, TypeError) as error:
            print(error)
    try:
        loop.add_signal_handler(signal.SIGUSR1, main)
    except TypeError as error:
        print(error)
    loop.add_signal_handler(signal.SIGALRM, asyncio.current_task().cancel)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        await asyncio.sleep(30)
    except asyncio.CancelledError:
        print("cancelled")


asyncio.run(main())
print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)


def depth_of(call):
    """How deep a program can recurse."""
    low, high = 0, 3000
    while low < high:
        middle = (low + high + 1) // 2
        try:
            call(middle)
            low = middle
        except RecursionError:
            high = middle - 1
    return low


def down(n):
    return 1 if n == 0 else 1 + down(n - 1)


def down_in_c(n):
    return 1 if n == 0 else sum(map(down_in_c, [n - 1]))


print(depth_of(down), depth_of(down_in_c))
sys.setrecursionlimit(500)
print(depth_of(down), sys.getrecursionlimit())
try:
    sys.setrecursionlimit(1)
except RecursionError as error:
    print(error)
