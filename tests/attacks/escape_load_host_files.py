# expect: status=ok exit=0
# stdout: "refused loadBinaryFile\nrefused loadBinaryFile fetch\nrefused dlopen /etc/passwd\nrefused dlopen /lib/x86_64-linux-gnu/libc.so.6\nrefused dlopen /no/such/file\nrefused dlopen libc.so.6\nrefused dlopen file:///etc/passwd\nrefused dlopen http://127.0.0.1:80/x.so\nrefused dlopen data:application/wasm;base64,AGFzbQEAAAA=\nrefused dlopen host-secret.txt\nrefused dlopen ../../../../../../etc/passwd\nrefused dlopen /proc/self/exe\nrefused dlopen python.wasm.bin\nrefused dlopen \nrefused extension /etc/passwd\nrefused extension libc\n"
# tries: has the glue's own loader read files of the host: Pyodide's loadBinaryFile, and the dynamic linker
# tries: given paths and addresses outside of the sandbox
# without: the bytes of /etc/passwd, or an error that tells whether the file is there
# source: thinkingbox, where _api.loadBinaryFile read host files: https://github.com/microsoft/thinkingbox-data/pull/22
import ctypes
import importlib.machinery
import importlib.util
import sys


def attempt(name, action) -> None:
    """Prints that the action was refused, and how on the other stream, where the words are the engine's."""
    try:
        print(f"ESCAPED {name}: {action()!r:.200}")
    except BaseException as error:
        print(f"refused {name}")
        print(error, file=sys.stderr)


def load_extension(path: str):
    loader = importlib.machinery.ExtensionFileLoader("stolen", path)
    spec = importlib.util.spec_from_loader("stolen", loader)
    return importlib.util.module_from_spec(spec)


def api(*arguments: str):
    return __import__("pyodide_js")._api.loadBinaryFile(*arguments)


attempt("loadBinaryFile", lambda: api("", "/etc/passwd"))
attempt("loadBinaryFile fetch", lambda: api("http://127.0.0.1:80/", "x"))
HOSTS = ["/etc/passwd", "/lib/x86_64-linux-gnu/libc.so.6", "/no/such/file", "libc.so.6", "file:///etc/passwd",
         "http://127.0.0.1:80/x.so", "data:application/wasm;base64,AGFzbQEAAAA=", "host-secret.txt",
         "../../../../../../etc/passwd", "/proc/self/exe", "python.wasm.bin", ""]
for path in HOSTS:
    attempt(f"dlopen {path}", lambda: ctypes.CDLL(path).name)
attempt("extension /etc/passwd", lambda: load_extension("/etc/passwd"))
attempt("extension libc", lambda: load_extension("/lib/x86_64-linux-gnu/libc.so.6"))
