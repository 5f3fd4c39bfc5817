# expect: status=ok exit=0
# stdout: "\ufffd\ufffd\ufffd\n\ufffd"
# tries: output that is no UTF-8, cut in the middle of characters
# without: more output than the limit
# source: own
import os

os.write(1, b"\xff\xfe\xc3\n")
os.write(1, "\u20ac".encode()[:2])
