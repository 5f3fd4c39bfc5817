# expect: status=ok exit=0
# tries: looks for the host's environment: os.environ, /proc, C's own table
import ctypes
import os
import posix

print(sorted(os.environ))
print(sorted(posix.environ))
table = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
index = 0
while table and table[index]:
    print(table[index].partition(b"=")[0])
    index += 1
