# expect: status=ok exit=0
# stdout: "10000 tries, 0 threads\n"
# tries: a thread after the other, by each call that starts one
# without: the host's table of threads full, or threads that outlive the program
# source: own
import _thread
import threading

WAYS = [
    lambda: _thread.start_new_thread(print, ("ESCAPED",)),
    lambda: _thread.start_joinable_thread(print),
    lambda: threading.Thread(target=print, daemon=True).start(),
    lambda: threading.Timer(0, print).start(),
]
tries = started = 0
for _ in range(2500):
    for start in WAYS:
        tries += 1
        try:
            start()
            started += 1
        except RuntimeError:
            pass
print(tries, "tries,", started, "threads")
