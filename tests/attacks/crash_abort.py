# expect: status=crashed exit=139
# stdout: "before\n"
# tries: os.abort
# without: a verdict of success, or none
# source: own
import os

print("before", flush=True)
os.abort()
