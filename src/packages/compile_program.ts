/**
 * The program that compiles the modules of packages. Its input has, one after another, the length of a path, the path, the length of a
 * source, and the source; its output the length of the compiled code and the code of each, of no bytes where there is none. It is
 * unchecked code by hash (PEP 552): the files beside it cannot change.
 */
export const COMPILE_PROGRAM = `
import importlib._bootstrap_external as bootstrap
import importlib.util
import sys
import warnings

ROOT = "/lib/python3.14/site-packages/"
given, made = sys.stdin.buffer, sys.stdout.buffer


def part():
    head = given.read(4)
    return given.read(int.from_bytes(head, "little")) if head else None


def compiled(path, source):
    try:
        code = compile(source, ROOT + path.decode(), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return b""  # Whoever imports it hears what is wrong.
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(source), False))


warnings.simplefilter("ignore")
while (path := part()) is not None:
    code = compiled(path, part())
    made.write(len(code).to_bytes(4, "little") + code)
    made.flush()
`;
