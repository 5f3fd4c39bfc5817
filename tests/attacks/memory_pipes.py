# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: writes into pipes that nobody reads
# without: more memory than the cap
# source: own
import os

print("before")
while True:
    read, write = os.pipe()
    for _ in range(64):
        os.write(write, b"x" * 65536)
