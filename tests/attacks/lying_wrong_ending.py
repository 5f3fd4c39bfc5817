# expect: status=crashed exit=139
# stdout: "before\n"
# tries: an end of wrong types: an exit status that is a text, claims that are none
# without: a host that takes it for an end
# source: own
import gc

gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
own = next(names for names in gc.get_objects() if type(names) is dict and names.get("__name__") == "_pysandbox")
END = b'{"exitCode":"0","memoryError":0,"claimed":{"result":7,"resultRepr":[],"error":{"type":"x"}}}'
own["traces"].encode = lambda ending, end=END: end
print("before")
