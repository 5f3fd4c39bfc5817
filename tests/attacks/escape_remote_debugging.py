# expect: status=ok exit=0|status=crashed exit=139
# says: before
# tries: reads the memory of other processes through CPython's unwinder for debuggers
# without: the stack of the process with that number
# source: own
import _remote_debugging

print("before", flush=True)
for pid in (1, 2, 42):
    try:
        print("ESCAPED", _remote_debugging.RemoteUnwinder(pid, all_threads=True).get_stack_trace())
    except (OSError, RuntimeError, PermissionError) as error:
        print(pid, type(error).__name__, flush=True)
