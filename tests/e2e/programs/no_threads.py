# Sandbox only
"""What threads, processes and sockets answer where there are none."""

import concurrent.futures
import multiprocessing
import os
import queue
import socket
import subprocess
import threading
import urllib.request


def attempt(name, action):
    try:
        print(name, action())
    except BaseException as exc:
        print(f"{name}: {type(exc).__name__}: {exc}")


def use_pool():
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(pow, 2, 3).result()


attempt("thread", threading.Thread(target=print).start)
attempt("pool", use_pool)
attempt("timer", threading.Timer(0, print).start)
attempt("subprocess", lambda: subprocess.run(["ls"]))
attempt("fork", os.fork)
attempt("process", lambda: multiprocessing.Process(target=print).start())
attempt("socket", lambda: socket.create_connection(("127.0.0.1", 9), timeout=1))
attempt("resolve", lambda: socket.gethostbyname("example.org"))
attempt("http", lambda: urllib.request.urlopen("http://127.0.0.1:9/", timeout=1))
lock, box = threading.Lock(), queue.Queue()
with lock:
    box.put(threading.current_thread().name)
print(box.get(), threading.active_count(), threading.local().__class__.__name__, lock.locked())
