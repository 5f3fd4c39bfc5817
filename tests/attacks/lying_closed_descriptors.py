# expect: status=ok exit=0
# stdout: "before\n"
# tries: closes its three descriptors, then ends: nothing is left to say it with
# without: an end that never arrives
# source: own
import os

print("before")
for descriptor in range(3):
    os.close(descriptor)
