# expect: status=error exit=137
# stdout: "before\n"
# tries: SIGKILL to its own process: it ends as by os._exit, with the status that shells give it
import os

print("before", flush=True)
os.kill(os.getpid(), 9)
