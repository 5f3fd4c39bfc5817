# expect: status=crashed exit=139
# stdout: "before\n"
# tries: an end of 300,000 members that no end has, their names with escape sequences
# without: a host that reads them for seconds before it finds out that it has no use for them
# source: own
import gc

gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
own = next(names for names in gc.get_objects() if type(names) is dict and names.get("__name__") == "_pysandbox")
NAMES = ",".join('"\\n%d":0' % i for i in range(300_000))
END = ('{"exitCode":0,"memoryError":false,"claimed":null,%s}' % NAMES).encode()
own["traces"].encode = lambda ending, end=END: end
print("before")
