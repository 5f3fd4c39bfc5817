# expect: status=ok exit=0
# stdout: "process 42 parent 1 group 42 of 0 42 42\nuser 0 others ['getgid']\nload (0.1, 0.1, 0.1) priority 20\nthread none\nprocessors 1 node emscripten machine wasm32\nlogin: OSError\nparent's files: FileNotFoundError\nparent's memory: FileNotFoundError\ngetpwuid: ModuleNotFoundError\n"
# tries: asks for process, parent, group, session, user and thread ids: those of the host would tell what else runs there
# without: other numbers than Emscripten's made-up ones
# source: own
import os
import threading

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

print("process", os.getpid(), "parent", os.getppid(), "group", os.getpgrp(), "of 0", os.getpgid(0), os.getsid(0))
print("user", os.getuid(), "others", [n for n in ("getgid", "geteuid", "getgroups", "getresuid") if hasattr(os, n)])
print("load", os.getloadavg(), "priority", os.getpriority(os.PRIO_PROCESS, os.getppid()))
print("thread", threading.get_native_id() if hasattr(threading, "get_native_id") else "none")
print("processors", os.cpu_count(), "node", os.uname().nodename, "machine", os.uname().machine)
attempt("login", os.getlogin)
attempt("parent's files", lambda: os.listdir(f"/proc/{os.getppid()}"))
attempt("parent's memory", lambda: open(f"/proc/{os.getppid()}/mem", "rb"))
attempt("getpwuid", lambda: __import__("pwd").getpwuid(0))
