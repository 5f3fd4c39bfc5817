/** What a program can leave behind for whoever comes after it, and how that one finds it. */
import { LEFT_IN_PYTHON } from "./serve_left_in_python.ts";

/** One attempt. */
export interface Left {
  /** A program that leaves something. */
  readonly leave: string;
  /** Further members of its request. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** A program that sets `found` to whether it is there. Leaves nothing itself. */
  readonly find: string;
  /** Whether the next request of the same session is to find it; it is where nothing is said. */
  readonly lasts?: false;
}

const FOUND_DESCRIPTOR = (number: number) =>
  `import os\ntry: found = os.fstat(${number}) is not None\nexcept OSError: found = False`;

/** Files, streams, the environment: what a program holds of the world outside of Python. */
const LEFT_OUTSIDE: Readonly<Record<string, Left>> = {
  "a file in its folder": {
    leave: "open('left.txt', 'w').write('left')",
    find: "import os; found = os.path.exists('/home/sandbox/left.txt')",
  },
  "a file in /tmp": {
    leave: "open('/tmp/left', 'w').write('left')",
    find: "import os; found = os.path.exists('/tmp/left')",
  },
  "a file in shared memory": {
    leave: "open('/dev/shm/left', 'w').write('left')",
    find: "import os; found = os.path.exists('/dev/shm/left')",
  },
  "a module to be imported": {
    leave: "open('left_module.py', 'w').write('x = 1')",
    find: "import importlib.util; found = importlib.util.find_spec('left_module') is not None",
  },
  "a module among the installed packages": {
    leave: "open('/lib/python3.14/site-packages/left_package.py', 'w').write('x = 1')",
    find: "import os; found = 'left_package.py' in os.listdir('/lib/python3.14/site-packages')",
  },
  "a changed standard library": {
    leave: "open('/lib/python314.zip', 'ab').write(b'left')",
    find: "found = open('/lib/python314.zip', 'rb').read().endswith(b'left')",
  },
  "a link": {
    leave: "import os; os.symlink('/tmp', '/home/sandbox/left_link')",
    find: "import os; found = os.path.islink('/home/sandbox/left_link')",
  },
  "a folder with other rights": {
    leave: "import os; os.chmod('/home', 0)",
    find: "import os; found = os.stat('/home').st_mode & 0o777 == 0",
  },
  "a database": {
    leave: "import sqlite3; sqlite3.connect('/tmp/left.db').execute('CREATE TABLE t (x)')",
    find: "import os; found = os.path.exists('/tmp/left.db')",
  },
  "another working directory": {
    leave: "import os; os.chdir('/dev')",
    find: "import os; found = os.getcwd() == '/dev'",
  },
  "a variable of the environment": {
    leave: "import os; os.environ['LEFT'] = '1'",
    find: "import os; found = 'LEFT' in os.environ",
  },
  "a variable that its request gave": {
    members: { env: { LEFT_BY_REQUEST: "1" } },
    leave: "pass",
    find: "import os; found = 'LEFT_BY_REQUEST' in os.environ",
  },
  "arguments that its request gave": {
    members: { args: ["left"] },
    leave: "pass",
    find: "import sys; found = 'left' in sys.argv",
  },
  "input that nobody read": {
    members: { stdin: "left\nleft" },
    leave: "pass",
    find: "import sys; found = 'left' in sys.stdin.read()",
    lasts: false,
  },
  "output that was not flushed": {
    leave: "kept = open(2, 'w', buffering=1 << 20, closefd=False); kept.write('left')",
    find: "found = 'kept' in globals()",
  },
  "input that was read ahead": {
    members: { stdin: "one\nleft\nleft" },
    leave: "input()",
    find: "import sys; found = 'left' in sys.stdin.read()",
    lasts: false,
  },
  "an open descriptor": {
    leave: "import os; os.dup2(2, 50)",
    find: FOUND_DESCRIPTOR(50),
  },
  "an open file": {
    leave: "import os; os.dup2(os.open('/tmp/open', os.O_CREAT | os.O_RDWR), 60)",
    find: FOUND_DESCRIPTOR(60),
  },
  "a pipe with something in it": {
    leave: "import os; os.write([os.dup2(end, 70 + end) for end in os.pipe()][1], b'left')",
    find:
      "import os\nfound = False\nfor n in range(70, 100):\n  try: found |= os.fstat(n) is not None\n" +
      "  except OSError: pass",
  },
  "another locale": {
    leave: "import locale; locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')",
    find: "import locale; found = 'de_DE' in locale.setlocale(locale.LC_ALL)",
  },
  "marks in memory": {
    leave: "marks = [b'left-by-' + b'another-program' * 100 for _ in range(1000)]",
    find: "import ctypes, re\nheap = ctypes.string_at(1024, 30 << 20)\n" +
      "found = re.search(rb'left-by-another-progra[m]', heap) is not None\ndel heap",
  },
};

/** All attempts, by what is left. */
export const LEFT_BEHIND: Readonly<Record<string, Left>> = { ...LEFT_OUTSIDE, ...LEFT_IN_PYTHON };
