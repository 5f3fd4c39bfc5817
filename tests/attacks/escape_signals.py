# expect: status=ok exit=0
# stdout: "kill parent: PermissionError\nkill init: PermissionError\nkill group: PermissionError\nsetpriority: AttributeError\nsetuid: PermissionError\nchroot: PermissionError\n"
# tries: signals and priorities of other processes
# without: the host's process gone
# source: own
import os
import signal

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


attempt("kill parent", lambda: os.kill(os.getppid(), signal.SIGKILL))
attempt("kill init", lambda: os.kill(1, signal.SIGTERM))
attempt("kill group", lambda: os.killpg(1, signal.SIGKILL))
attempt("setpriority", lambda: os.setpriority(os.PRIO_PROCESS, 1, -20))
attempt("setuid", lambda: os.setuid(0) or os.setgroups([0]))
attempt("chroot", lambda: os.chroot("/"))
