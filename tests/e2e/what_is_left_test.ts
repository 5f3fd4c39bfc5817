/** What a program leaves open at its end, and where: all of it is written, as by CPython, which says what stands here. */
import assert from "node:assert/strict";
import { forking } from "./forking.ts";
import { transcript } from "./programs/transcript.ts";

/** A stream that keeps what is written until it is flushed, and needs names of its module for that. */
const KEEPS = `import sys
class Keeps:
    def __init__(self): self.texts = []
    def write(self, text): self.texts.append(text)
    def flush(self): sys.__stdout__.write(f"<{''.join(self.texts)}>"); self.texts.clear()
`;

/** An object that says when it is let go of. */
const SAYS = "class Says:\n    def __del__(self): print('let go')\n";

const OPEN = "open(1, 'w', closefd=False)";

/** What is left, the program, and what it writes to standard output. */
const LEFT: readonly (readonly [what: string, code: string, printed: string])[] = [
  [
    "in a subclass of TextIOWrapper",
    `import io, sys
class Shouts(io.TextIOWrapper):
    def write(self, text): return super().write(text.upper())
sys.stdout = Shouts(io.BufferedWriter(io.FileIO(1, "w", closefd=False)))
print("text")`,
    "TEXT\n",
  ],
  [
    "in a BufferedWriter below a stream",
    `import io, sys
class Writes:
    below = io.BufferedWriter(io.FileIO(1, "w", closefd=False))
    def write(self, text): self.below.write(text.encode())
    def flush(self): self.below.flush()
sys.stdout = Writes()
print("text")`,
    "text\n",
  ],
  ["in a file for print", `out = ${OPEN}\nprint('text', file=out)`, "text\n"],
  ["in a cycle", `out = ${OPEN}\nout.itself = out\nprint('text', file=out)`, "text\n"],
  ["in an attribute of a class", `class A: out = ${OPEN}\nA.out.write('text')`, "text"],
  [
    "in a default value",
    `def f(out=${OPEN}): out.write('text')\nf()`,
    "text",
  ],
  [
    "in a thread's own names",
    `import threading\nlocal = threading.local()\nlocal.out = ${OPEN}\nlocal.out.write('text')`,
    "text",
  ],
  [
    "in a cache of a function",
    `import functools\nout = functools.cache(lambda: ${OPEN})\nout().write('text')`,
    "text",
  ],
  [
    "in a module that it has made",
    `import sys, types\nmade = sys.modules["made"] = types.ModuleType("made")\nmade.out = ${OPEN}\nmade.out.write("text")\ndel made`,
    "text",
  ],
  ["in sys", `import sys\nsys.out = ${OPEN}\nsys.out.write('text')`, "text"],
  [
    "in the builtins",
    `import builtins\nbuiltins.out = ${OPEN}\nbuiltins.out.write('text')`,
    "text",
  ],
  ["in another module", `import json\njson.out = ${OPEN}\njson.out.write('text')`, "text"],
  [
    "in a class of another module",
    `import json\njson.JSONEncoder.out = ${OPEN}\njson.JSONEncoder.out.write('text')`,
    "text",
  ],
  [
    "in a context",
    `import contextvars\nout = contextvars.ContextVar("out")\nout.set(${OPEN})\nout.get().write("text")`,
    "text",
  ],
  [
    "in a stream of text above one of bytes, each in another module",
    `import io, json, sys
json.out = io.BufferedWriter(io.FileIO(1, "w", closefd=False))
sys.out = io.TextIOWrapper(json.out)
sys.out.write("text")`,
    "text",
  ],
  [
    "in a handler of logging that gathers",
    `import logging.handlers, sys
gathers = logging.handlers.MemoryHandler(100, target=logging.StreamHandler(sys.stdout))
logging.getLogger().addHandler(gathers)
logging.warning("text")`,
    "text\n",
  ],
  [
    "in a generator",
    "def g():\n    try: yield\n    finally: print('closed')\none = g()\nnext(one)",
    "closed\n",
  ],
  ["as an object in the builtins", `${SAYS}import builtins\nbuiltins.left = Says()`, "let go\n"],
  ["as an object in another module", `${SAYS}import json\njson.left = Says()`, "let go\n"],
  // It outlives the streams.
  ["as an object in sys", `${SAYS}import sys\nsys.left = Says()`, ""],
  [
    "as an object, where print is another one",
    `${SAYS}import builtins\nreal = print\nbuiltins.print = lambda text: real("mine:", text)\nleft = Says()`,
    "let go\n",
  ],
  [
    "behind a stream that is put in place at the end",
    `${KEEPS}import atexit\n@atexit.register\ndef late():\n    sys.stdout = Keeps()\n    print(end='late')`,
    "<late>",
  ],
  [
    "behind a stream by a hook for exceptions",
    `${KEEPS}sys.stdout = Keeps()\nsys.excepthook = lambda kind, *_: print(end=kind.__name__)\ntry: 1 / 0\nexcept ZeroDivisionError as e: sys.excepthook(type(e))`,
    "<ZeroDivisionError>",
  ],
  [
    "behind a stream that an object outlives",
    `${KEEPS}${SAYS}sys.stdout = Keeps()\nleft = Says()\nprint(end='text')`,
    "<text>let go\n",
  ],
];

const test = forking();

for (const [what, code, printed] of LEFT) {
  test(`what a program has left ${what} is written`, async (run) => {
    const { stdout, stderr, code: status } = await run(["-c", code]);
    assert.equal(transcript(stdout, stderr, status), `${printed}[stderr]\n[exit 0]\n`);
  });
}

/** What replaced stderr, or cannot be flushed: the program, and all that it shows. */
const SHOWN: readonly (readonly [what: string, code: string, shown: string])[] = [
  [
    "a stderr that keeps what it gets",
    `import io, sys
sys.stderr = io.TextIOWrapper(io.BufferedWriter(io.FileIO(2, "w", closefd=False)))
print("text", file=sys.stderr)
1 / 0`,
    '[stderr]\ntext\nTraceback (most recent call last):\n  File "<string>", line 4, in <module>\n    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero\n[exit 1]\n',
  ],
  [
    "a flush that leaves",
    "import sys\nclass Leaves:\n    def write(self, text): pass\n    def flush(self): raise SystemExit(3)\nsys.stdout = Leaves()",
    '[stderr]\nException ignored while flushing sys.stdout:\nTraceback (most recent call last):\n  File "<string>", line 4, in flush\nSystemExit: 3\n[exit 120]\n',
  ],
  [
    "a flush that is interrupted",
    "import sys\nclass Stops:\n    def write(self, text): pass\n    def flush(self): raise KeyboardInterrupt\nsys.stdout = Stops()",
    '[stderr]\nException ignored while flushing sys.stdout:\nTraceback (most recent call last):\n  File "<string>", line 4, in flush\nKeyboardInterrupt: \n[exit 120]\n',
  ],
];

for (const [what, code, shown] of SHOWN) {
  test(`a program with ${what} ends as in CPython`, async (run) => {
    const { stdout, stderr, code: status } = await run(["-c", code]);
    assert.equal(transcript(stdout, stderr, status), shown);
  });
}
