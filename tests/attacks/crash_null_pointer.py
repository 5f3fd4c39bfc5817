# by: run
# expect: status=crashed exit=139
# stdout: "before\n"
# tries: reads a C string at address zero and at the end of memory
# without: memory of the engine's process
# source: own
import ctypes

print("before", flush=True)
ctypes.string_at(0xFFFFFFF0, 4)
print("ESCAPED: memory beyond the sandbox was read")
