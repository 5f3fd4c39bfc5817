# expect: status=timeout exit=124|status=memory exit=137
# args: --max-heap 64 --timeout 500ms
# stdout: "before\n"
# tries: duplicates descriptors to ever higher numbers, past the limit that open() has
# without: memory of the JavaScript side that no count of the sandbox sees
# source: own
import fcntl

print("before", flush=True)
number = 10_000
while True:
    fcntl.fcntl(1, fcntl.F_DUPFD, number)
    number += 1
