# expect: status=timeout exit=124
# args: --timeout 500ms
# stdout: "before\nafter\n"
# tries: stops its own process, and holds on to every signal that could end it
# without: a process that hears no signal but SIGKILL, and a host that waits for it
# source: own
import os
import signal
import time

print("before", flush=True)
for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()) if hasattr(signal, "pthread_sigmask") else None
for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN):
    os.kill(os.getpid(), number)
print("after", flush=True)
while True:
    time.sleep(1000)
