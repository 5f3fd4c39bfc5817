# expect: status=ok exit=0
# stdout: "in the only thread True\nthreading: done\ndaemon: RuntimeError\n_thread: RuntimeError\n_joinable: RuntimeError\nin the only thread True\nexecutor: done\ntimer: RuntimeError\n"
# tries: starts threads, which could outlive the program or race with its end
# without: a line from another thread
# source: own
import _thread
import threading
from concurrent.futures import ThreadPoolExecutor

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


MAIN = _thread.get_ident()


def work() -> str:
    """Done by whoever starts it, before anything else is."""
    print("in the only thread", _thread.get_ident() == MAIN)
    return "done"


def thread() -> None:
    found = []
    threading.Thread(target=lambda: found.append(work())).start()
    print("threading:", *found)


thread()
attempt("daemon", lambda: threading.Thread(target=print, args=("ESCAPED",), daemon=True).start())
attempt("_thread", lambda: _thread.start_new_thread(print, ("ESCAPED",)))
attempt("_joinable", lambda: _thread.start_joinable_thread(print))
print("executor:", ThreadPoolExecutor().submit(work).result())
attempt("timer", lambda: threading.Timer(0, print, ("ESCAPED",)).start())
