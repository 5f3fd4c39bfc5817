# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: asks for standard input without end, one byte and none at a time
# without: a host that does nothing but answer, or a run that outlives its limit
# source: own
import os

print("before")
while True:
    os.read(0, 1)
    os.read(0, 0)
