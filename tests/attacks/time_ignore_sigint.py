# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\n"
# tries: a signal handler that ignores the interrupt
# without: a run that outlives its limit
# source: own
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
print("before")
while True:
    pass
