# expect: status=ok exit=0
# stdout: "threading: RuntimeError\n_thread: RuntimeError\nexecutor: RuntimeError\ntimer: RuntimeError\n"
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


attempt("threading", lambda: threading.Thread(target=print, args=("ESCAPED",)).start())
attempt("_thread", lambda: _thread.start_new_thread(print, ("ESCAPED",)))
attempt("executor", lambda: ThreadPoolExecutor().submit(print, "ESCAPED").result())
attempt("timer", lambda: threading.Timer(0, print, ("ESCAPED",)).start())
