# expect: status=crashed exit=139
# stdout: "before\n"
# tries: an end with a member whose name is 4 million backslashes
# without: a host that makes eight times as many characters of it, and keeps the memory
# source: own
import gc

gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
own = next(names for names in gc.get_objects() if type(names) is dict and names.get("__name__") == "_pysandbox")
END = b'{"%s":1,"exitCode":0,"memoryError":false,"claimed":null}' % (b"\\" * 4_000_000)
own["traces"].encode = lambda ending, end=END: end
print("before")
