# expect: status=error exit=1
# stdout: "before\n"
# tries: walks the frames of its callers, none of which is pysandbox's, and the collector's objects to pysandbox's own functions,
# tries: and breaks them
# without: a success
# source: own
import gc
import sys

frame = sys._getframe()
if frame.f_back is not None:
    raise SystemExit(0)
gc.unfreeze()
for names in gc.get_objects():
    if type(names) is dict and str(names.get("__name__", "")).startswith("_pysandbox"):
        for name in ("traces", "finish", "json"):
            if name in names:
                names[name] = None
print("before")
raise ValueError("the real end")
