# expect: status=memory exit=137
# args: --max-heap 64 --timeout 30s
# tries: renames over names that every JavaScript object has, each of which gives memory back that was never taken
# without: files of more than what the limit allows
# source: own
import os

os.chdir("/tmp")
NAMES = ["toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "toLocaleString", "propertyIsEnumerable", "__proto__"]
last = "constructor"
open(last, "w").close()
for number in range(100):
    with open(f"f{number}", "wb") as file:
        file.write(b"x" * (8 << 20))
    if number >= 8:
        print("ESCAPED", 8 * (number + 1), "MiB", flush=True)
    for turn in range(3000):
        name = NAMES[turn % len(NAMES)]
        os.rename(last, name)
        last = name
