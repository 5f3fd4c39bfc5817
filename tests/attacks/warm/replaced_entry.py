# tries: puts code of its own in the place of the function by which the host enters Python
# without: answers that the host believes
# source: own
import gc
import os
import types

import pure


def lies(request):
    if b"ATTACK" not in request:
        return original(request)
    os.write(1, b"whatever I say")
    return b'{"exitCode": 0, "memoryError": false, "claimed": null}'


for candidate in gc.get_objects():
    pass
gc.unfreeze()
for function in gc.get_objects():
    if isinstance(function, types.FunctionType) and function.__code__.co_filename == "<pysandbox>/__init__.py" and function.__name__ == "main":
        original = types.FunctionType(function.__code__, function.__globals__)
        function.__globals__.update(original=original, os=os)
        function.__code__ = lies.__code__
