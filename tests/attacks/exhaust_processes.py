# expect: status=ok exit=0
# stdout: "10000 tries, 0 processes\n"
# tries: a fork bomb, by each call that starts a process
# without: the host's table of processes full
# source: own
import os
import _posixsubprocess

WAYS = [
    lambda: os.fork(),
    lambda: os.posix_spawn("/bin/true", ["true"], {}),
    lambda: os.spawnv(os.P_NOWAIT, "/bin/true", ["true"]),
    lambda: os.forkpty(),
    lambda: os.popen("true").read(),
]
tries = started = 0
for _ in range(2000):
    for start in WAYS:
        tries += 1
        try:
            started += start() is not None
        except (OSError, AttributeError):
            pass
print(tries, "tries,", started, "processes")
