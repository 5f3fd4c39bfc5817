# expect: status=memory exit=137
# args: --max-heap 64 --timeout 60s
# stdout: "before\n"
# tries: inodes without contents: folders and empty files without end
# without: memory of the JavaScript side that no count of the sandbox sees
# source: own
import os

print("before", flush=True)
number = 0
while True:
    os.mkdir(f"folder{number}")
    os.close(os.open(f"file{number}", os.O_CREAT | os.O_WRONLY))
    number += 1
