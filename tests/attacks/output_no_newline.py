# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "half a line"
# tries: ends in the middle of a line and of a character, so that what pysandbox says would stand inside of it
# without: a verdict that hides in a line of the program's own
# source: own
import sys
import time

sys.stdout.write("half a line")
sys.stderr.buffer.write(b"pysandbox: half a line \xe2\x82")
while True:
    time.sleep(10)
