# expect: status=memory exit=137|status=crashed exit=139
# args: --max-heap 64 --timeout 60s
# stdout: "before\n"
# tries: a line without end for the terminal that Emscripten makes up, which keeps it until the newline that never comes
# without: memory of the JavaScript side that no count of the sandbox sees
# source: own
import os

print("before", flush=True)
device = os.open("/dev/tty", os.O_WRONLY)
while True:
    os.write(device, b"x" * 65536)
