# by: run
# expect: status=error exit=1
# stdout: "before\n"
# tries: finds the record of how the run ends and fills it in
# without: a success with a result of its own
# source: own
import gc
import sys

for found in gc.get_objects():
    if type(found) is dict and "memoryError" in found and "exitCode" in found:
        found["exitCode"] = 0
        found["claimed"] = {"result": '"FORGED"', "resultRepr": "FORGED", "error": None}
print("before")
raise ValueError("the real end")
