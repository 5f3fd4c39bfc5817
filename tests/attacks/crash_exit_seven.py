# expect: status=error exit=7
# stdout: "before\n"
# tries: os._exit(7)
# without: another status than the one asked for
# source: own
import os

print("before", flush=True)
os._exit(7)
