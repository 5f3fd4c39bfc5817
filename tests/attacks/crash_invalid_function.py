# expect: status=crashed exit=139
# stdout: "before\n"
# tries: calls a function pointer that points nowhere
# without: code at an address of the program's choosing
# source: own
import ctypes

print("before", flush=True)
ctypes.CFUNCTYPE(ctypes.c_int)(0x7FFFFFF)()
print("ESCAPED: an invalid pointer was called")
