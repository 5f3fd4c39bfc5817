# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "was 1\n"
# tries: switches CPython's look for interrupts off, through its memory
# without: a run that outlives its limit
# source: own
import ctypes

# Where Pyodide 314.0.7 has Py_EMSCRIPTEN_SIGNAL_HANDLING: its exports say so.
flag = ctypes.c_int.from_address(4002388)
print("was", flag.value)
flag.value = 0
while True:
    pass
