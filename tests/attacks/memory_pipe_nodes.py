# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: opens and closes pipes for ever: Emscripten keeps a node of each outside of Python's memory
# without: more memory than the cap
# source: own
import os

print("before")
while True:
    for descriptor in os.pipe():
        os.close(descriptor)
