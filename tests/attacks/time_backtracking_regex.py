# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: a regular expression that backtracks for ever
# without: a run that outlives its limit
# source: own
import re

print("before")
re.match(r"(a+)+$", "a" * 64 + "b")
