# expect: status=crashed exit=139
# stdout: "before\n"
# tries: an end of wrong types: an exit status that is a text, claims that are none
# without: a host that takes it for an end
# source: own
import sys

frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
END = b'{"exitCode":"0","memoryError":0,"claimed":{"result":7,"resultRepr":[],"error":{"type":"x"}}}'
frame.f_globals["traces"].encode = lambda ending, end=END: end
print("before")
