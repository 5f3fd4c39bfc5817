# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# says: KeyboardInterrupt
# tries: a sleep of eleven days
# without: a run that outlives its limit
# source: own
import time

print("before")
time.sleep(10**6)
