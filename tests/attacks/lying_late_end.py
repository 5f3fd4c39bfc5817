# by: run|serve-stdio
# expect: status=timeout exit=124
# args: --timeout 1s
# stdout: "before\n"
# tries: a success that is said after the limit, between the interrupt and the kill, and takes the host some time to read
# without: a limit that is passed
# source: own
import json
import sys
import time

began = time.monotonic()
frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
NAMES = "{" + ",".join('"%s%d":[]' % ("\\\\", i) for i in range(17_000)) + "}"
END = '{"exitCode":0,"memoryError":false,"claimed":{"result":%s,"resultRepr":null,"error":null}}' % json.dumps(NAMES)
frame.f_globals["traces"].encode = lambda ending, end=END.encode(): end
print("before")
while True:
    try:
        while time.monotonic() < began + 1.1:
            pass
        break
    except KeyboardInterrupt:
        pass
