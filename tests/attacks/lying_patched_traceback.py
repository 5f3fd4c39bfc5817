# expect: status=error exit=1
# stdout: "before\nnothing happened\n"
# tries: replaces the traceback module's functions and sys.excepthook
# without: a success
# source: own
import sys
import traceback

for name in dir(traceback):
    if not name.startswith("__"):
        setattr(traceback, name, None)
sys.excepthook = lambda *args: print("nothing happened")
print("before")
raise ValueError("the real end")
