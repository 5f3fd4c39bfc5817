# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: a signal handler that never ends
# without: a run that outlives its limit
# source: own
import signal


def handler(number, frame) -> None:
    while True:
        pass


signal.signal(signal.SIGINT, handler)
print("before")
while True:
    pass
