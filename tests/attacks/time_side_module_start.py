# expect: status=timeout exit=124|status=error exit=1
# args: --timeout 1s
# stdout: "before\n"
# tries: a side module that never ends while it is loaded: no bytecode runs that could look for an interrupt
# without: a process that runs for ever
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

END = b"\x0b"
LOOP = b"\x03\x40\x0c\0" + END
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 4, 0, 0, 0, 0])),
    section(1, vector([b"\x60\0\0"])),
    section(3, vector([b"\0"])),
    section(8, b"\0"),
    section(10, vector([number(len(LOOP) + 2) + b"\0" + LOOP + END])),
])
pathlib.Path("side.so").write_bytes(MODULE)
print("before", flush=True)
ctypes.CDLL("./side.so")
