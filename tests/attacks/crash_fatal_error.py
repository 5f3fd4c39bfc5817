# expect: status=crashed exit=139
# stdout: "before\n"
# tries: CPython's fatal error, which prints a report and aborts
# without: the interpreter's report among pysandbox's own words
# source: own
import _testcapi

print("before", flush=True)
_testcapi.fatal_error(b"made up")
