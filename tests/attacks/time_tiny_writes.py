# expect: status=timeout exit=124|status=output exit=153
# args: --timeout 500ms --max-output 8MiB
# tries: writes one byte to one stream and one to the other, without end: each is a message of its own to the host
# without: a host whose timers get no turn, or a run that outlives its limit
# source: own
import os

while True:
    os.write(1, b"a")
    os.write(2, b"b")
