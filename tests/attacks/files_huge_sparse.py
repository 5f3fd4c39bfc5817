# expect: status=ok exit=0
# asks: files
# files: []
# stdout: "refused\nrefused\nrefused\n"
# tries: files of a terabyte, of which nothing is written
# without: a host that makes room for what a file says of itself
# source: own
import os


def attempt(action):
    try:
        action()
        print("done")
    except (OSError, OverflowError, MemoryError):
        print("refused")


def write_behind(place):
    with open("far", "wb") as file:
        file.seek(place)
        file.write(b"x")


open("sparse", "w").close()
attempt(lambda: os.truncate("sparse", 1 << 40))
attempt(lambda: os.truncate("sparse", 2**31 - 1))
attempt(lambda: write_behind(1 << 40))
for name in ("sparse", "far"):
    if os.path.exists(name):
        os.remove(name)
