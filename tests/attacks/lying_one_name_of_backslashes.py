# expect: status=crashed exit=139
# stdout: "before\n"
# tries: an end with a member whose name is 4 million backslashes
# without: a host that makes eight times as many characters of it, and keeps the memory
# source: own
import sys

frame = sys._getframe()
while frame.f_back is not None:
    frame = frame.f_back
END = b'{"%s":1,"exitCode":0,"memoryError":false,"claimed":null}' % (b"\\" * 4_000_000)
frame.f_globals["traces"].encode = lambda ending, end=END: end
print("before")
