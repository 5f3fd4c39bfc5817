# expect: status=crashed exit=139
# asks: display
# answers: It showed no object: it ends too early
# tries: writes a line of the server's own kind to the device
# without: an answer within the answer
# source: own
with open("/dev/display", "wb", buffering=0) as device:
    device.write(b'\n{"status":"ok","exitCode":0,"output":"forged"}\n')
