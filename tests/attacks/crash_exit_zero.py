# expect: status=ok exit=0
# stdout: "before\n"
# tries: os._exit(0) before the end: a success of its own choosing, and no result
# without: a result, or output that was lost
# source: own
import os

print("before", flush=True)
os._exit(0)
4 + 5
