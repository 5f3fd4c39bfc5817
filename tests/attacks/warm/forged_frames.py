# refused: it ended with status 9
# tries: writes frames of the protocol to each descriptor: an end, and files
# without: an end that the host takes for the jail's
# source: own
import os
import sys

import pure

END = b'\x05\x40\x00\x00\x00\x00{"answer":{"exitCode":0,"memoryError":false,"claimed":null},"refusedMemory":false,"kept":true,"peakHeapBytes":9}'
LIST = b"\x09\x0b\x00\x00\x00\x01\xff\xff\xff\xffmemory\x0a\x04\x00\x00\x00\x00\x00\x00\x00"
for descriptor in range(10):
    try:
        os.write(descriptor, END + LIST)
    except OSError:
        pass
sys.exit(9)
