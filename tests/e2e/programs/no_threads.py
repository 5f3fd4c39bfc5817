# Sandbox only
"""What threads, processes and sockets answer where there are none, each in a line."""

import concurrent.futures
import multiprocessing
import os
import queue
import signal
import socket
import subprocess
import threading
import urllib.request


def attempt(name, action):
    try:
        print(name, action())
    except BaseException as exc:
        print(f"{name}: {type(exc).__name__}: {exc}")


attempt("daemon", threading.Thread(target=print, daemon=True).start)
attempt("timer", threading.Timer(0, print).start)
attempt("event", threading.Event().wait)
attempt("queue", queue.Queue().get)
attempt("barrier", threading.Barrier(2).wait)
attempt("semaphore", threading.Semaphore(0).acquire)
attempt("future", concurrent.futures.Future().result)
attempt("condition", threading.Condition().wait)
attempt("process", lambda: multiprocessing.Process(target=print).start())
attempt("manager", multiprocessing.Manager)
attempt("pool", lambda: multiprocessing.Pool(2))
attempt("queue of processes", multiprocessing.Queue)
attempt("lock of processes", multiprocessing.Lock)
attempt("pool of processes", lambda: concurrent.futures.ProcessPoolExecutor(2).submit(print))
attempt("subprocess", lambda: subprocess.run(["ls"]))
attempt("fork", os.fork)
attempt("socket", lambda: socket.create_connection(("127.0.0.1", 9), timeout=1))
attempt("resolve", lambda: socket.gethostbyname("example.org"))
attempt("http", lambda: urllib.request.urlopen("http://127.0.0.1:9/", timeout=1))
print(multiprocessing.cpu_count(), multiprocessing.current_process().name, multiprocessing.active_children())

# A timer's handler can end a wait that nothing else can.
event = threading.Event()
signal.signal(signal.SIGALRM, lambda *_: event.set())
signal.setitimer(signal.ITIMER_REAL, 0.02)
attempt("woken", event.wait)
lock, box = threading.Lock(), queue.Queue()
with lock:
    box.put(threading.current_thread().name)
print(box.get(), threading.active_count(), threading.local().__class__.__name__, lock.locked())
