# by: run|serve-stdio
# expect: status=ok exit=0
# args: --timeout 10s
# stdout: "before\n"
# tries: an end in time, whose result has as many names as it can, each of backslashes: names that are read one by one
# without: a host that reads them for seconds, in which it serves nobody else and holds no program to its limits
# source: own
import gc
import json

gc.unfreeze()  # No frame leads to pysandbox's own names, the collector does.
own = next(names for names in gc.get_objects() if type(names) is dict and names.get("__name__") == "_pysandbox")
NAMES = "{" + ",".join('"%s%d":[]' % ("\\\\", i) for i in range(17_000)) + "}"
END = '{"exitCode":0,"memoryError":false,"claimed":{"result":%s,"resultRepr":null,"error":null}}' % json.dumps(NAMES)
own["traces"].encode = lambda ending, end=END.encode(): end
print("before")
