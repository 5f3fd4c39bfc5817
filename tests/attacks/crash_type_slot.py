# expect: status=crashed exit=139
# stdout: "before\n"
# tries: puts a function of another signature into a type's slot, and has the interpreter call it
# without: a call with another signature: code reuse
# source: own
import ctypes


class Victim:
    pass


print("before", flush=True)
REPR_SLOT = 44
slot = ctypes.c_uint32.from_address(id(Victim) + REPR_SLOT)
slot.value = 1
repr(Victim())
print("ESCAPED: the call went through")
