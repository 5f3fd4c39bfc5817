# expect: status=output exit=153
# args: --max-output 200KiB --timeout 60s
# says: xxxxxxxx
# tries: floods both streams in turns, a byte at a time
# without: more output than the limit
# source: own
import os

while True:
    os.write(1, b"x")
    os.write(2, b"y")
