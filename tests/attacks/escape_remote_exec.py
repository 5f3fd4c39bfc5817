# expect: status=ok exit=0
# stdout: "remote_exec parent: FileNotFoundError\nremote_exec init: FileNotFoundError\n"
# tries: attaches CPython's remote debugger to the host's process
# without: Python code that runs in the host's process
# source: own
import os
import sys

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


attempt("remote_exec parent", lambda: sys.remote_exec(os.getppid(), "/tmp/x.py"))
attempt("remote_exec init", lambda: sys.remote_exec(1, "/tmp/x.py"))
