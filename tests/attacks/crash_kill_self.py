# expect: status=error exit=137
# stdout: "before\n"
# tries: SIGKILL to its own process: it ends as by os._exit, with the status that shells give it
# without: a signal to the host's process with that number
# source: own
import os

print("before", flush=True)
os.kill(os.getpid(), 9)
