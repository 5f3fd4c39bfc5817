# expect: status=ok exit=0
# stdout: "of another time: []\nowners: {(0, 0)} small device numbers: {True}\nof the host: []\nspace: True\nafter junk: 1000000999 1000000999\n"
# tries: reads the times, owners and device numbers of all files that it can see: those of the host's files would tell when
# tries: and by whom the executable was installed, and which files its own process reads
# without: a file of another time than all have that are there before a program, or of this run, or one that a host file system made
# source: own
import os
import time

now = time.time()
BEFORE = 1_767_225_600  # 2026-01-01, in each run and on each machine.
old, owners, devices, hosts = [], set(), set(), []
for folder, names, files in os.walk("/"):
    for path in [os.path.join(folder, name) for name in [*names, *files]]:
        if path.startswith("/proc/self/fd"):
            continue
        status = os.lstat(path)
        owners.add((status.st_uid, status.st_gid))
        devices.add(status.st_dev < 64)
        for moment in (status.st_atime, status.st_mtime, status.st_ctime):
            if moment != BEFORE and not now - 120 < moment < now + 1:
                old.append((path, moment))
for path in ["/etc/passwd", "/root", "/usr/bin", "/proc/1", "/var/log", "/tmp/..", "/sys"]:
    try:
        moment = os.stat(path).st_mtime
        hosts.append((path, moment == BEFORE or moment > now - 120))
    except FileNotFoundError:
        hosts.append((path, None))
print("of another time:", old)
print("owners:", owners, "small device numbers:", devices)
print("of the host:", [found for found in hosts if found[1] is False])
print("space:", os.statvfs("/").f_blocks == os.statvfs("/tmp").f_blocks)
# What is told of the next times is bounded, whatever it is.
os.mkdir("/tmp/folder")
with open("/dev/utime", "wb", buffering=0) as device:
    for junk in (b"", b"x" * 3, b"x" * 4096, b"\xff" * 4):
        device.write(junk)
os.utime("/tmp/folder", (1, 1))
print("after junk:", os.stat("/tmp/folder").st_mtime_ns, os.stat("/tmp/folder").st_atime_ns)
