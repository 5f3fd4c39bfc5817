# expect: status=crashed exit=139
# asks: display
# answers: It showed more than 1000 objects
# tries: writes empty objects to the device without end, past the function that counts them
# without: millions of objects in the host, each larger than its three bytes
# source: own
import os

device = os.open("/dev/display", os.O_WRONLY)
while True:
    os.write(device, b"{}\n" * 10_000)
