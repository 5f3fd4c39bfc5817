# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: a sys.excepthook that never ends
# without: a run that outlives its limit
# source: own
import sys


def hook(kind, value, traceback) -> None:
    while True:
        pass


sys.excepthook = hook
print("before")
raise ValueError
