# expect: status=ok exit=0
# asks: files
# files: ["plain"]
# tries: devices, pipes and folders in the place of files
# without: a host that reads from something that never ends
# source: own
import os
import stat


def attempt(action):
    try:
        action()
    except (AttributeError, OSError):
        pass


attempt(lambda: os.mkfifo("fifo"))
attempt(lambda: os.mknod("zeros", 0o666 | stat.S_IFCHR, os.makedev(1, 5)))
attempt(lambda: os.mknod("stdout", 0o666 | stat.S_IFCHR, os.makedev(100, 1)))
attempt(lambda: os.rename("/dev/urandom", "random"))
os.mkdir("folder")
os.mkdir("folder/empty")
with open("plain", "w") as file:
    file.write("plain")
