# expect: status=ok exit=0
# stdout: "before\n"
# tries: os._exit(0) before the end: a success of its own choosing, and no result
import os

print("before", flush=True)
os._exit(0)
4 + 5
