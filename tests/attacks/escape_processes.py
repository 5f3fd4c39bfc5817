# expect: status=ok exit=0
# stdout: "subprocess: OSError\nsubprocess shell: OSError\nos.popen: OSError\nos.fork: OSError\nos.execv: OSError\nos.posix_spawn: AttributeError\nos.spawnv: OSError\npty.fork: OSError\nmultiprocessing: OSError\n"
# tries: starts processes by every way that the standard library knows
# without: what `id` prints, or ESCAPED from a shell
# source: CVE-2025-9959 (smolagents, subprocess.Popen): https://github.com/huggingface/smolagents/issues/2125
import multiprocessing
import os
import pty
import subprocess

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


def spawned_process() -> None:
    process = multiprocessing.Process(target=print, args=("ESCAPED",))
    process.start()
    process.join()


attempt("subprocess", lambda: subprocess.run(["/bin/sh", "-c", "echo ESCAPED"], check=True))
attempt("subprocess shell", lambda: subprocess.check_output("id", shell=True))
attempt("os.popen", lambda: os.popen("id").read())
attempt("os.fork", os.fork)
attempt("os.execv", lambda: os.execv("/bin/sh", ["sh", "-c", "echo ESCAPED"]))
attempt("os.posix_spawn", lambda: os.posix_spawn("/bin/sh", ["sh"], {}))
attempt("os.spawnv", lambda: os.spawnv(os.P_WAIT, "/bin/sh", ["sh"]))
attempt("pty.fork", pty.fork)
attempt("multiprocessing", spawned_process)
