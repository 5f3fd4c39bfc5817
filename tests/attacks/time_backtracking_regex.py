# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: a regular expression that backtracks for ever
import re

print("before")
re.match(r"(a+)+$", "a" * 64 + "b")
