# expect: status=ok exit=0
# stdout: "refused\n"
# tries: a side module whose data holds source of JavaScript in the form of Emscripten's EM_JS: the linker compiles it when
# tries: the module is loaded
# without: the text runs as JavaScript
# source: https://github.com/cloudflare/workerd/pull/5910 (workerd: shared libraries that a program made itself)
# source: https://github.com/emscripten-core/emscripten/issues/16616 (EM_JS carries its source as text)
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

SOURCE = b"(void)<::>{ globalThis.console.log('ESCAPED'); throw new Error('ESCAPED'); }\0"
I32, CONST, CONST_GLOBAL, END = 0x7F, b"\x41", b"\x7f\x00", b"\x0b"
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 5]) + number(256) + bytes([0, 0, 0])),
    section(2, vector([name("env") + name("memory") + b"\2\0\1",
                       name("env") + name("__memory_base") + b"\3\x7f\0"])),
    section(6, vector([CONST_GLOBAL + CONST + b"\0" + END])),
    section(7, vector([name("__em_js__attack") + b"\3\1"])),
    section(11, vector([b"\0\x23\0" + END + number(len(SOURCE)) + SOURCE])),
])
pathlib.Path("side.so").write_bytes(MODULE)
try:
    side = ctypes.CDLL("./side.so")
    print("ESCAPED: loaded", side.attack())
except OSError:
    print("refused")
