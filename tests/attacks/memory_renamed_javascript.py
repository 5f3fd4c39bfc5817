# expect: status=ok exit=0
# args: --max-heap 64 --timeout 60s
# stdout: "no more\n"
# tries: renames a file over names that every object of JavaScript has: each could give back memory that was never taken
# without: many times the cap in files
# source: own
import os

CAP_BYTES = 64 * 1024 * 1024
NAMES = ["toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "__proto__", "propertyIsEnumerable", "__lookupGetter__"]
os.chdir("/tmp")
open("constructor", "w").close()
last = "constructor"
total = 0
try:
    while total < 2 * CAP_BYTES:
        with open(f"file{total}", "wb") as file:
            file.write(b"x" * (8 << 20))
        total += 8 << 20
        for turn in range(3000):
            name = NAMES[turn % len(NAMES)]
            if name != last:
                os.rename(last, name)
            last = name
except OSError:
    print("no more")
if total > CAP_BYTES:
    print("ESCAPED: the files hold", total)
