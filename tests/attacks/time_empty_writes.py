# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: writes nothing, to one stream and the other, without end: it never reaches the limit of output
# without: a host that is kept busy by what it has no use for, or a run that outlives its limit
# source: own
import os

print("before")
while True:
    os.write(1, b"")
    os.write(2, b"")
