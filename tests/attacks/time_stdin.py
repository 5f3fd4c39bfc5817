# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: waits for standard input in a loop that ignores its end
# without: a run that outlives its limit
# source: own
import sys

print("before")
while True:
    sys.stdin.read(1)
