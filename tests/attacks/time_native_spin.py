# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: spins in C, where no bytecode looks for interrupts: a C sleep through ctypes
import ctypes

print("before")
while True:
    ctypes.CDLL(None).sleep(1000)
