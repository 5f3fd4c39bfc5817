# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "was 1\n"
# tries: switches CPython's look for interrupts off, through its memory
# without: a run that outlives its limit
# source: own
import ctypes

try:
    flag = ctypes.c_int.in_dll(ctypes.CDLL(None), "Py_EMSCRIPTEN_SIGNAL_HANDLING")
    flag.value = 0
except ValueError:
    pass  # Not to be had by name. What follows hears no interrupt either.
print("before")
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
