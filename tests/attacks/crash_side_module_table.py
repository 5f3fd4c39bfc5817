# expect: status=crashed exit=139|status=error exit=1
# says: before
# tries: a side module puts its own function into each place of the table through which the interpreter calls
# without: calls of the jail's own functions that end in the program's code, with the host's data
# source: own
import ctypes
import pathlib

def number(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + number(value >> 7)


def vector(items: list[bytes]) -> bytes:
    return number(len(items)) + b"".join(items)


def name(text: str) -> bytes:
    return number(len(text)) + text.encode()


def section(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + number(len(body)) + body

I32, FUNCREF, END = 0x7F, b"\x70", b"\x0b"
# table.fill from 1 on, with a reference to the one function.
BODY = b"\x41\1\xd2\0\x41" + number(4000) + b"\xfc\x11\0" + b"\x41\0"
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 4, 0, 0, 0, 0])),
    section(1, vector([b"\x60\0\1" + bytes([I32])])),
    section(2, vector([name("env") + name("__indirect_function_table") + b"\1" + FUNCREF + b"\0\1"])),
    section(3, vector([b"\0"])),
    section(7, vector([name("overwrite") + b"\0\0"])),
    section(10, vector([number(len(BODY) + 2) + b"\0" + BODY + END])),
])
pathlib.Path("side.so").write_bytes(MODULE)
print("before", flush=True)
side = ctypes.CDLL("./side.so")
side.overwrite()
print("ESCAPED: every function of the interpreter was replaced, and it printed this")
