# expect: status=ok exit=0
# args: --max-heap 64 --timeout 60s
# stdout: "no more\n"
# tries: makes names longer by renaming: giving back more than was taken would empty the account of memory
# without: many times the cap in files
# source: own
import os

CAP_BYTES = 64 * 1024 * 1024
LONG = "b" * 1_000_000
total = 0
try:
    while total < 2 * CAP_BYTES:
        for _ in range(8):
            open("a", "wb").close()
            os.rename("a", LONG)
            os.unlink(LONG)
        with open(f"file{total}", "wb") as file:
            file.write(b"x" * (4 << 20))
            total += 4 << 20
except OSError:
    print("no more")
if total > CAP_BYTES:
    print("ESCAPED: the files hold", total)
