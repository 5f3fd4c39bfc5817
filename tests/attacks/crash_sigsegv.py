# expect: status=crashed exit=139
# stdout: "before\n"
# tries: faulthandler's own segmentation fault
# without: a verdict of success, or none
# source: own
import faulthandler

print("before", flush=True)
faulthandler._sigsegv()
