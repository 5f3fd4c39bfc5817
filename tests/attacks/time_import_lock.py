# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: runs its endless loop while modules are imported, under the import lock
# without: a run that outlives its limit
# source: own
import importlib.util
import pathlib
import sys

pathlib.Path("endless.py").write_text("while True: pass")
sys.path.insert(0, ".")
print("before")
import endless
