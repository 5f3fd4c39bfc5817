/** The errors that `docs/limitations.md` quotes are those that programs get. */
import assert from "node:assert/strict";
import { pysandbox } from "./command.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/limitations.md", import.meta.url));

/** Statements, each with its error as the page quotes it. */
const ERRORS: Readonly<Record<string, string>> = {
  "import threading; threading.Thread(target=print, daemon=True).start()":
    "RuntimeError: can't start new thread: the sandbox has one thread, and runs a thread's function where it is started, which a daemon's may never return from (daemon=False runs it)",
  "import threading; threading.Timer(1, print).start()":
    "RuntimeError: can't start new thread: the sandbox has one thread, and nothing runs later in it but what signal.setitimer or an event loop calls",
  "import threading; threading.Event().wait()":
    "RuntimeError: this wait would never end: the sandbox has one thread, so that nobody can end it",
  "import _thread; _thread.start_new_thread(print, ())": "RuntimeError: can't start new thread",
  "import subprocess; subprocess.run(['ls'])":
    "OSError: [Errno 138] emscripten does not support processes.",
  "import os; os.fork()": "OSError: [Errno 52] Function not implemented",
  "import os; os.kill(1, 9)": "PermissionError: [Errno 63] Operation not permitted",
  "import multiprocessing; multiprocessing.Pool(2)":
    "OSError: [Errno 52] the sandbox has one process: a Pool has nobody to speak with (multiprocessing.dummy has pools that run their work at once)",
  "import socket; socket.gethostbyname('example.org')":
    "socket.gaierror: [Errno -2] Name does not resolve",
  "import urllib.request; urllib.request.urlopen('https://example.org')":
    "URLError: <urlopen error [Errno -2] Name does not resolve>",
  "import socket; socket.create_connection(('127.0.0.1', 80))":
    "OSError: [Errno 23] Host is unreachable",
  "import socket; socket.socketpair()": "OSError: [Errno 138] Not supported",
  "import ssl, socket; ssl.create_default_context().wrap_socket(socket.socket(), server_hostname='a')":
    "RuntimeError: TLS not supported in this environment",
  "import hashlib; hashlib.pbkdf2_hmac":
    "AttributeError: module 'hashlib' has no attribute 'pbkdf2_hmac'",
  "import hashlib; hashlib.new('ripemd160')": "ValueError: unsupported hash type ripemd160",
  "import numpy": "ModuleNotFoundError: No module named 'numpy'",
  "import js": "ModuleNotFoundError: No module named 'js'",
  "import tkinter":
    "ModuleNotFoundError: No module named 'tkinter': this build of Python has none, because it draws windows, and there is no screen",
  "import _testcapi": "ModuleNotFoundError: No module named '_testcapi'",
  "import ctypes; ctypes.CDLL('libc.so.6')": "OSError: dlopen() error",
  "import ctypes; ctypes.CDLL(None).printf": "AttributeError: function 'printf' not found",
  "open('/etc/passwd')": "FileNotFoundError: [Errno 44] No such file or directory",
  "open('big', 'wb').write(bytes(200 * 2**20))": "OSError: [Errno 51] No space left on device",
  "import os; os.rmdir(os.getcwd())": "OSError: [Errno 10] Resource busy",
  "import os; os.read(os.pipe()[0], 1)":
    "BlockingIOError: [Errno 6] Resource temporarily unavailable",
  "import os; os.symlink('to', 'link'); os.utime('link', follow_symlinks=False)":
    "NotImplementedError: utime: follow_symlinks unavailable on this platform",
  "import os; os.environ['PATH']": "KeyError: 'PATH'",
  "import getpass; getpass.getuser()": "OSError: No username set in the environment",
};

const PROGRAM = `
import json, sys
for statement in json.load(sys.stdin):
    try:
        exec(statement, {})
        print("no error")
    except BaseException as error:
        kind = type(error)
        name = kind.__name__ if kind.__module__ in ("builtins", "urllib.error") else f"{kind.__module__}.{kind.__name__}"
        print(f"{name}: {error}")
`;

Deno.test("the errors among the limitations are those that programs get", async () => {
  const statements = Object.keys(ERRORS);
  const { code, stdout } = await pysandbox(["run", "-c", PROGRAM], {
    stdin: JSON.stringify(statements),
  });
  assert.equal(code, 0);
  const printed = stdout.trimEnd().split("\n");
  // What names a path says more than the page does.
  const found = statements.map((statement, at) => {
    const expected = ERRORS[statement]!;
    return printed[at]!.startsWith(expected) ? expected : printed[at];
  });
  assert.deepEqual(found, Object.values(ERRORS));
});

Deno.test("the limitations quote these errors", () => {
  for (const error of Object.values(ERRORS)) {
    const [, type, rest] = /^(\w+(?:\.\w+)?: )(.*)$/.exec(error)!;
    // Rows that name several modules quote the type once.
    const names = /'(\w+)'$/.exec(rest!)?.[1];
    const isQuoted = PAGE.includes(error) ||
      (type === "ModuleNotFoundError: " && PAGE.includes(`'${names}'`));
    assert.ok(isQuoted, `docs/limitations.md does not quote: ${error}`);
  }
});

Deno.test("bare numbers of Linux's give the classes that the limitations name", async () => {
  const code =
    "for n in (2, 13, 20, 1, 3, 4, 10, 11, 17, 21, 32, 104, 110, 111, 6, 7, 12, 14, 27):\n" +
    "  print(n, type(OSError(n, '')).__name__)\nimport errno\n" +
    "for name in ('ENOENT', 'EACCES', 'EEXIST', 'EPIPE'): print(type(OSError(getattr(errno, name), '')).__name__)";
  const { stdout } = await pysandbox(["run", "-c", code]);
  const plain = [1, 3, 4, 10, 11, 17, 21, 32, 104, 110, 111];
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    ...["2 PermissionError", "13 ConnectionAbortedError", "20 FileExistsError"],
    ...plain.map((number) => `${number} OSError`),
    ...["6 BlockingIOError", "7 BlockingIOError", "12 ChildProcessError"],
    ...["14 ConnectionRefusedError", "27 InterruptedError"],
    ...["FileNotFoundError", "PermissionError", "FileExistsError", "BrokenPipeError"],
  ]);
  const [row] = PAGE.split("\n").filter((line) => line.includes("bare number of Linux's"));
  assert.ok(row, "the page has no such row");
  for (
    const said of [
      "`OSError(2, \u2026)` is a PermissionError, 13 a ConnectionAbortedError, 20 a FileExistsError",
      `${plain.slice(0, -1).join(", ")} and 111 are plain OSErrors`,
      "6 and 7 are BlockingIOErrors, 12 is a ChildProcessError, 14 a ConnectionRefusedError, 27 an InterruptedError",
    ]
  ) assert.ok(row.includes(said), said);
});
