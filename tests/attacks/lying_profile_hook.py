# expect: status=error exit=1
# stdout: "before\n"
# tries: watches every call with a profile function, to break into pysandbox's own functions, of which it hears nothing
# without: a success
# source: own
import sys


def watch(frame, event, value):
    if frame.f_globals.get("__name__", "").startswith("_pysandbox"):
        raise SystemExit(0)


print("before")
sys.setprofile(watch)
raise ValueError("the real end")
