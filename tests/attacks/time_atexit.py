# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: an atexit handler that never ends, after a program that did
# without: a run that outlives its limit
# source: own
import atexit


@atexit.register
def never() -> None:
    while True:
        pass


print("before")
