# expect: status=error exit=1
# stdout: "before\n"
# tries: walks the frames of its caller to pysandbox's own functions and breaks them
# without: a success
# source: own
import sys

frame = sys._getframe()
seen = []
while frame:
    seen.append(frame.f_code.co_filename)
    for name in ("traces", "finish", "json"):
        if name in frame.f_globals and frame.f_globals.get("__name__", "").startswith("_pysandbox"):
            frame.f_globals[name] = None
    frame = frame.f_back
print("before")
raise ValueError("the real end")
