# expect: status=ok exit=0
# args: --max-heap 64
# stdout: "still within the cap\n"
# tries: what was written into a pipe and never read is free again when the pipe is closed
# without: more memory than the cap
# source: own
import os

for _ in range(400):
    read, write = os.pipe()
    os.write(write, b"x" * 65536)
    os.write(write, b"x" * 65536)
    os.write(write, b"x" * 65536)
    os.write(write, b"x" * 65536)
    os.close(read)
    os.close(write)
print("still within the cap")
