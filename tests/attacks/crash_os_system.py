# expect: status=error exit=1|status=ok exit=0
# stdout: "before\nstatus True\n"
# tries: os.system, which is a fatal error inside Pyodide
import os

print("before", flush=True)
print("status", os.system("echo ESCAPED") != 0)
