# by: run|serve-stdio
# expect: status=ok exit=0
# args: --timeout 10s
# stdout: "before\n"
# tries: an end in time, whose result has as many names as it can, each of backslashes: names that are read one by one
# without: a host that reads them for seconds, in which it serves nobody else and holds no program to its limits
# source: own
import json
import sys

frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
NAMES = "{" + ",".join('"%s%d":[]' % ("\\\\", i) for i in range(17_000)) + "}"
END = '{"exitCode":0,"memoryError":false,"claimed":{"result":%s,"resultRepr":null,"error":null}}' % json.dumps(NAMES)
frame.f_globals["traces"].encode = lambda ending, end=END.encode(): end
print("before")
