# expect: status=error exit=1
# stdout: "before\n"
# tries: closes its descriptors and fails: the traceback is lost, the verdict is not
# without: a success
# source: own
import os

print("before")
for descriptor in range(3):
    os.close(descriptor)
raise ValueError
