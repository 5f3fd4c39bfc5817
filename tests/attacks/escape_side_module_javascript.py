# by: run
# expect: status=ok exit=0
# stdout: "before\nrefused\n"
# tries: a side module of its own calls the glue's JavaScript functions, which hand it objects of the realm, and asks the
# tries: constructor of functions to compile a text: no module can be loaded, and the glue has no such functions
# without: the text runs as JavaScript
# source: https://github.com/cloudflare/workerd/pull/5910 (workerd: shared libraries that a program made itself)
import ctypes
import pathlib

I32, EXTERNREF = 0x7F, 0x6F
IMPORTS = [
    ("JsvObject_New", [], [EXTERNREF]),
    ("JsProxy_GetAttr_js", [EXTERNREF, I32], [EXTERNREF]),
    ("JsvUTF8ToString", [I32], [EXTERNREF]),
    ("JsvFunction_Check", [EXTERNREF], [I32]),
    ("JsvFunction_Call_OneArg", [EXTERNREF, EXTERNREF], [EXTERNREF]),
]
NEW, GET, TEXT, IS_FUNCTION, CALL = range(5)
# Two functions: both take the addresses of "constructor" and of the text to compile.
OWN = ([I32, I32], [I32])


def vector(items: list[bytes]) -> bytes:
    return number(len(items)) + b"".join(items)


def number(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + number(value >> 7)


def name(text: str) -> bytes:
    return number(len(text)) + text.encode()


def section(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + number(len(body)) + body


def signature(parameters: list[int], results: list[int]) -> bytes:
    return b"\x60" + vector([bytes([p]) for p in parameters]) + vector([bytes([r]) for r in results])


def call(function: int) -> bytes:
    return bytes([0x10, function])


LOCAL_0, LOCAL_1, END = b"\x20\x00", b"\x20\x01", b"\x0b"
CONSTRUCTOR = call(NEW) + LOCAL_0 + call(GET) + LOCAL_0 + call(GET)
BODIES = [
    b"\x00" + CONSTRUCTOR + call(IS_FUNCTION) + END,
    b"\x00" + CONSTRUCTOR + LOCAL_1 + call(TEXT) + call(CALL) + call(IS_FUNCTION) + END,
]
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 4, 0, 0, 0, 0])),
    section(1, vector([signature(*types) for _, *types in IMPORTS] + [signature(*OWN)])),
    section(2, vector([name("env") + name(n) + b"\0" + number(i) for i, (n, *_) in enumerate(IMPORTS)])),
    section(3, vector([number(len(IMPORTS))] * 2)),
    section(7, vector([name(n) + b"\0" + number(len(IMPORTS) + i) for i, n in enumerate(["look", "run"])])),
    section(10, vector([number(len(body)) + body for body in BODIES])),
])
pathlib.Path("side.so").write_bytes(MODULE)
print("before", flush=True)
try:
    side = ctypes.CDLL("./side.so")
except OSError:
    print("refused")
    raise SystemExit(0) from None
constructor = ctypes.create_string_buffer(b"constructor")
code = ctypes.create_string_buffer(b"return 'ran'")
pointers = (ctypes.addressof(constructor), ctypes.addressof(code))
print("reached JavaScript:", "function" if side.look(*pointers) else "nothing", flush=True)
side.run(*pointers)
print("ESCAPED: code was made from a string", flush=True)
