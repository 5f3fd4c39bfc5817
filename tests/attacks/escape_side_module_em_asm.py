# expect: status=ok exit=0
# stdout: "refused\n"
# tries: the same with the form of Emscripten's EM_ASM, whose texts are compiled from a table of constants
# without: the text runs as JavaScript
# source: https://github.com/cloudflare/workerd/pull/5910 (workerd: shared libraries that a program made itself)
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

SOURCE = b"globalThis.console.log('ESCAPED'); return 42;\0"
I32, CONST, CONST_GLOBAL, END = 0x7F, b"\x41", b"\x7f\x00", b"\x0b"
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 5]) + number(256) + bytes([0, 0, 0])),
    section(2, vector([name("env") + name("memory") + b"\2\0\1",
                       name("env") + name("__memory_base") + b"\3\x7f\0"])),
    section(6, vector([CONST_GLOBAL + CONST + b"\0" + END, CONST_GLOBAL + CONST + b"\x20" + END])),
    section(7, vector([name("__start_em_asm") + b"\3\1", name("__stop_em_asm") + b"\3\2"])),
    section(11, vector([b"\0\x23\0" + END + number(len(SOURCE)) + SOURCE])),
])
pathlib.Path("side.so").write_bytes(MODULE)
try:
    ctypes.CDLL("./side.so")
    print("ESCAPED: loaded")
except OSError:
    print("refused")
