# expect: status=ok exit=0
# stdout: "before\nrefused\n"
# tries: loads a WebAssembly side module of its own
# without: code in the sandbox's memory that no compiler of Python made, and calls of what the glue exports
# source: https://github.com/cloudflare/workerd/pull/5910 (workerd: shared libraries that a program made itself)
import ctypes
import pathlib


def section(number: int, body: bytes) -> bytes:
    return bytes([number, len(body)]) + body


def name(text: str) -> bytes:
    return bytes([len(text)]) + text.encode()


dylink = section(0, name("dylink.0") + bytes([1, 4, 0, 0, 0, 0]))
types = section(1, bytes([1, 0x60, 0, 1, 0x7F]))
functions = section(3, bytes([1, 0]))
exports = section(7, bytes([1]) + name("forty_two") + bytes([0, 0]))
code = section(10, bytes([1, 4, 0, 0x41, 42, 0x0B]))
pathlib.Path("side.so").write_bytes(b"\0asm\1\0\0\0" + dylink + types + functions + exports + code)
print("before", flush=True)
try:
    side = ctypes.CDLL("./side.so")
    print("ESCAPED: native code of its own answers", side.forty_two(), flush=True)
except OSError:
    print("refused")
