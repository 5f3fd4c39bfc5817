# expect: status=crashed exit=139
# stdout: "before\n"
# tries: os.abort
import os

print("before", flush=True)
os.abort()
