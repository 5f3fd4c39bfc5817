# expect: status=crashed exit=139
# stdout: "before\n"
# tries: CPython's report of a fatal error, which is printed where the process is about to abort
# without: the interpreter's report among pysandbox's own words
# source: own
import faulthandler
import os

faulthandler.enable()
print("before", flush=True)
os.abort()
