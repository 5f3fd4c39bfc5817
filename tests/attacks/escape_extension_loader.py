# expect: status=ok exit=0|status=crashed exit=139
# says: before
# tries: has the import system load an extension of its own making, whose start function answers with an address that is no
# tries: module, by importlib and by _imp
# without: native code that the sandbox did not bring; a crash of the host's process
# source: https://github.com/cloudflare/workerd/pull/5910 (workerd: shared libraries that a program made itself)
import _imp
import importlib.machinery
import importlib.util
import pathlib

def number(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + number(value >> 7)


def vector(items: list[bytes]) -> bytes:
    return number(len(items)) + b"".join(items)


def name(text: str) -> bytes:
    return number(len(text)) + text.encode()


def section(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + number(len(body)) + body

I32, CONST, END = 0x7F, b"\x41", b"\x0b"
MODULE = b"".join([
    b"\0asm\1\0\0\0",
    section(0, name("dylink.0") + bytes([1, 4, 0, 0, 0, 0])),
    section(1, vector([b"\x60\0\1" + bytes([I32])])),
    section(3, vector([b"\0"])),
    section(7, vector([name("PyInit_side") + b"\0\0"])),
    section(10, vector([number(4) + b"\0" + CONST + b"\x2a" + END])),
])
pathlib.Path("side.so").write_bytes(MODULE)
print("before", flush=True)
for load in ("importlib", "_imp"):
    try:
        loader = importlib.machinery.ExtensionFileLoader("side", "./side.so")
        spec = importlib.util.spec_from_loader("side", loader)
        print("ESCAPED", importlib.util.module_from_spec(spec) if load == "importlib" else _imp.create_dynamic(spec))
    except (ImportError, SystemError) as error:
        print(load, type(error).__name__, flush=True)
