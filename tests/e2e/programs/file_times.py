"""Times of files, to the nanosecond where a program sets them."""

import os
import shutil
import tarfile
import time

os.chdir(__import__("tempfile").mkdtemp())
open("f", "w").close()
for ns in (1_000, 1_700_000_000_123_456_000), (0, 0), (999_999_000, 1_000_000_000), (-1_000, -1_500_001_000), (2**33 * 10**9 + 7_000, 3_000):
    os.utime("f", ns=ns)
    found = os.stat("f")
    print(found.st_atime_ns, found.st_mtime_ns, round(found.st_mtime, 3))
os.utime("f", ns=(1_700_000_000_123_456_789, -1))
print(os.stat("f").st_atime_ns, os.stat("f").st_mtime_ns)
os.utime("f", (1.5, 2.25))
print(os.stat("f").st_mtime_ns, os.path.getmtime("f"), os.path.getatime("f"))
os.utime("f", ns=(5_000, 123_456_789_012_345_000))
open("g", "w").close()
shutil.copystat("f", "g")
print(os.stat("g").st_mtime_ns, os.stat("g").st_atime_ns)
with open("f") as file:
    os.utime(file.fileno(), ns=(7_000, 8_000))
    print(os.fstat(file.fileno()).st_mtime_ns, os.lstat("f").st_mtime_ns, next(os.scandir(".")).stat().st_size)
    os.utime(file.fileno(), ns=(3, 1_700_000_000_123_456_789))
    print(os.fstat(file.fileno()).st_atime_ns, os.stat("f").st_mtime_ns)
before = time.time()
with open("f", "w") as file:
    file.write("changed")
print(abs(os.stat("f").st_mtime - before) < 5)
os.utime("f")
print(abs(os.stat("f").st_atime_ns / 1e9 - before) < 5)
os.mkdir("folder")
os.utime("folder", ns=(11_000, 12_000))
print(os.stat("folder").st_atime_ns, os.stat("folder").st_mtime_ns)
os.utime("f", ns=(1, 1_600_000_000_000_001_000))
os.utime("f", (1.000000001, -0.25000001))
print(os.stat("f").st_atime_ns, os.stat("f").st_mtime_ns)
for wrong in ((1,), (1, "x"), [1, 2], None):
    try:
        os.utime("f", ns=wrong)
    except TypeError as error:
        print(error)
try:
    os.utime("missing", ns=(1, 999))
except FileNotFoundError as error:
    print(error.strerror)
os.utime("f", ns=(5, 1_600_000_000_000_001_789))
print(os.stat("f").st_atime_ns, os.stat("f").st_mtime_ns, os.utime in os.supports_fd)
open("h", "w").close()
shutil.copy2("f", "h")
print(os.stat("h").st_mtime_ns)
with tarfile.open("t.tar", "w", format=tarfile.PAX_FORMAT) as tar:
    tar.add("f")
os.remove("f")
with tarfile.open("t.tar") as tar:
    tar.extractall(filter="data")
print(round(os.stat("f").st_mtime, 3))
