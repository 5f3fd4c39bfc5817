# expect: status=memory exit=137|status=error exit=1
# args: --max-heap 64 --timeout 20s
# stdout: "before\n"
# tries: side modules with memories of their own, outside of the capped one: 64 MiB each, every page of it written
# without: gigabytes of memory that no count of the sandbox sees
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

PAGES = 1024
I32, END = 0x7F, b"\x0b"
FILL = b"\x41\0\x41\1\x41" + number(PAGES << 15) + b"\xfc\x0b\0" + b"\x41\0"
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 4, 0, 0, 0, 0])),
    section(1, vector([b"\x60\0\1" + bytes([I32])])),
    section(3, vector([b"\0"])),
    section(5, vector([b"\0" + number(PAGES)])),
    section(7, vector([name("fill") + b"\0\0"])),
    section(10, vector([number(len(FILL) + 2) + b"\0" + FILL + END])),
])
print("before", flush=True)
kept = []
while True:
    path = f"side{len(kept)}.so"
    pathlib.Path(path).write_bytes(MODULE)
    side = ctypes.CDLL(f"./{path}")
    side.fill()
    kept.append(side)
