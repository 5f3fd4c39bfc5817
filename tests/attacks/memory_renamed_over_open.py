# expect: status=ok exit=0
# args: --max-heap 64 --timeout 60s
# stdout: "no more\n"
# tries: replaces files that are still open: their bytes live on, and must go on to count
# without: many times the cap in files that no folder shows
# source: own
import os

CAP_BYTES = 64 * 1024 * 1024
held = []
try:
    while True:
        with open("file", "wb") as file:
            for _ in range(4):
                file.write(b"x" * (1 << 20))
        held.append(os.open("file", os.O_RDONLY))
        open("other", "wb").close()
        os.rename("other", "file")
except OSError:
    print("no more")
total = sum(os.fstat(descriptor).st_size for descriptor in held)
if total > CAP_BYTES:
    print("ESCAPED: the files hold", total)
