# expect: status=ok exit=0|status=memory exit=137|status=error exit=1|status=crashed exit=139
# args: --max-heap 64 --timeout 20s
# says: before
# tries: a side module grows the sandbox's own memory by itself, past the count that stands behind malloc, then fills files
# without: a memory of more than the cap
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

I32, END = 0x7F, b"\x0b"
GROW = b"\x20\0\x40\0"
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 4, 0, 0, 0, 0])),
    section(1, vector([b"\x60\1" + bytes([I32]) + b"\1" + bytes([I32])])),
    section(2, vector([name("env") + name("memory") + b"\2\0\1"])),
    section(3, vector([b"\0"])),
    section(7, vector([name("grow") + b"\0\0"])),
    section(10, vector([number(len(GROW) + 2) + b"\0" + GROW + END])),
])
pathlib.Path("side.so").write_bytes(MODULE)
print("before", flush=True)
side = ctypes.CDLL("./side.so")
pages = 0
while (before := side.grow(16)) >= 0:
    pages = before + 16
if pages > 64 * 16:
    print("ESCAPED: the memory has", pages, "pages")
with open("bomb", "wb") as file:
    while True:
        file.write(b"x" * (1 << 20))
