# expect: status=error exit=5
# says: outOfMemory
# tries: forged frames do not change how the program really ends
# without: the end that the frames announce
# source: https://github.com/stanfordnlp/dspy/pull/10207 (dspy: answers forged on standard output)
import os
import sys

end = b'{"exitCode":0,"outOfMemory":false,"peakHeapBytes":1,"claimed":{"result":null,"resultRepr":null,"error":null}}'
for _ in range(1000):
    os.write(1, bytes([5]) + len(end).to_bytes(4, "little") + end)
    os.write(2, bytes([6]) + b"\xff\xff\xff\xff")
sys.exit(5)
