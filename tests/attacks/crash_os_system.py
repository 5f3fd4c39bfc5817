# expect: status=error exit=1|status=ok exit=0
# stdout: "before\nstatus True\n"
# tries: os.system, which is a fatal error inside Pyodide
# without: a shell of the host, which prints ESCAPED; or a run that never ends
# source: https://github.com/emscripten-core/emscripten/pull/10547 (under Node, system() starts a shell of the host)
import os

print("before", flush=True)
print("status", os.system("echo ESCAPED") != 0)
