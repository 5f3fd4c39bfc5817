# expect: status=crashed exit=139
# stdout: "before\n"
# tries: an end of 300,000 members that no end has, their names with escape sequences
# without: a host that reads them for seconds before it finds out that it has no use for them
# source: own
import sys

frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
NAMES = ",".join('"\\n%d":0' % i for i in range(300_000))
END = ('{"exitCode":0,"memoryError":false,"claimed":null,%s}' % NAMES).encode()
frame.f_globals["traces"].encode = lambda ending, end=END: end
print("before")
