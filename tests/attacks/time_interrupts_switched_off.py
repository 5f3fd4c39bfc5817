# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: switches CPython's look for interrupts off, through its memory
import ctypes

flag = ctypes.c_int.in_dll(ctypes.CDLL(None), "Py_EMSCRIPTEN_SIGNAL_HANDLING")
flag.value = 0
print("before")
while True:
    pass
