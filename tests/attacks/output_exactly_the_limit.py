# expect: status=ok exit=0
# args: --max-output 40b
# stdout: "xxxxxxxxxxxxxxxxxxxxxxxx"
# says: yyyyyyyyyyyyyyyy
# tries: writes exactly as much as it may, with empty writes before and after: one byte more would be too much
# without: an honest program that is killed
# source: own
import os

os.write(1, b"")
os.write(1, b"x" * 24)
os.write(2, b"y" * 16)
for _ in range(1000):
    os.write(1, b"")
    os.write(2, b"")
