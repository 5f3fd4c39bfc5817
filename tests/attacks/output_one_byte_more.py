# expect: status=output exit=153
# args: --max-output 40b
# stdout: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
# tries: writes one byte more than it may, on the other stream
# without: an output that is larger than the limit
# source: own
import os
import time

os.write(1, b"x" * 40)
os.write(2, b"y")
while True:
    time.sleep(1)
