# expect: status=ok exit=0
# stdout: "before\n"
# tries: watches every call with a profile function, and breaks into pysandbox's own functions. It ends as by sys.exit(0),
# tries: which is its own to choose
# without: more than that
# source: own
import sys


def watch(frame, event, value):
    if frame.f_globals.get("__name__", "").startswith("_pysandbox"):
        raise SystemExit(0)


print("before")
sys.setprofile(watch)
raise ValueError("the real end")
