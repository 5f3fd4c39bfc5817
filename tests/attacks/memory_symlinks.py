# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: links with very long targets: their text is memory on the JavaScript side
# without: more memory than the cap
# source: own
import os

print("before")
number = 0
while True:
    os.symlink("x" * 1_000_000, f"link-{number}")
    number += 1
