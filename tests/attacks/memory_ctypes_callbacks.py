# expect: status=memory exit=137
# args: --max-heap 64 --timeout 60s
# stdout: "before\n"
# tries: pointers to Python functions without end: the engine compiles a module of its own for each, outside of Python's memory
# without: memory of the engine that no count of the sandbox sees
# source: own
import ctypes

CALLBACK = ctypes.CFUNCTYPE(None)
print("before", flush=True)
kept = []
while True:
    kept.append(CALLBACK(print))
