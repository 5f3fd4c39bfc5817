# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: a handler for the end of threads that never ends, which runs before those of atexit
# without: a process that runs for ever after its program
# source: own
import threading


def never() -> None:
    while True:
        pass


threading._register_atexit(never)
print("before")
