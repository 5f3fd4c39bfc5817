# refused: warmed up, its interpreter does not run:
# tries: leaves a memory from which no interpreter can start
# without: a host that fails on what it gets, or waits for it
# source: own
import ctypes
import gc
import types

import pure

# The code that enters Python: what it refers to is somewhere else from now on.
gc.unfreeze()
for function in gc.get_objects():
    if isinstance(function, types.FunctionType) and function.__code__.co_filename == "<pysandbox>/restore.py":
        ctypes.memset(id(function.__code__) + 8, 0x41, 40)
