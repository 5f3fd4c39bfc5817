# expect: status=crashed exit=139
# stdout: "before\n"
# tries: faulthandler's own segmentation fault
import faulthandler

print("before", flush=True)
faulthandler._sigsegv()
