# by: run
# expect: status=crashed exit=139
# stdout: "before\n"
# tries: overwrites all of the interpreter's memory from address zero upwards
# without: memory of the engine's process overwritten
# source: own
import ctypes

print("before", flush=True)
ctypes.memset(0, 0xFF, 0x7FFFFFFF)
print("ESCAPED: memory beyond the sandbox was written")
