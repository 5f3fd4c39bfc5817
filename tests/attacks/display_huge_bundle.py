# expect: status=crashed exit=139
# asks: display
# args: --max-output 64MiB
# answers: It showed an object of more than 8388608 bytes
# tries: one object of 60 MB, where so much output is allowed
# without: a host that holds all of it, and reads it at once
# source: own
import os

device = os.open("/dev/display", os.O_WRONLY)
os.write(device, b'{"text/plain":"')
for _ in range(60):
    os.write(device, b"x" * 1_000_000)
os.write(device, b'"}\n')
