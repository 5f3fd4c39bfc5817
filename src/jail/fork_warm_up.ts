/**
 * HOSTILE ONCE A PROGRAM RUNS. The warm-up of a process that is forked into jails. It is done once for all of them, so it goes further
 * than a spare's: whole requests, until the engine has optimized CPython's main loop. Nothing of them is left in Python's memory.
 */
import { encodeFrames, FrameType } from "../wire/frame.ts";
import { encodeRequest, type JailRequest } from "../wire/jail_request.ts";
import { type Jail, SAMPLE } from "./execute.ts";
import { HOME } from "./cpython.ts";
import { areEqual } from "./equal_bytes.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { serve } from "./serve.ts";
import { FORKS_STEP, warmUp } from "./warm_up.ts";
import type { MemoryCopy } from "./memory_copy.ts";

/** How often the programs run: until the engine has optimized what they need most. */
const ROUNDS = 8;

/** Of these, how many are enough for what is JavaScript. */
const CROSSINGS = 3;

/** How often two headers are compared, as for each request of a session: until the engine has optimized the loop. */
const COMPARISONS = 200;

/** What every program does. */
const SIMPLEST = "print('text', 2.5)\n4 + 5";

/** What programs do, and enough of it: what is not compiled when a fork is made, each fork compiles anew. */
const PROGRAMS = [
  SIMPLEST,
  "def divide(number):\n    return 1 // number\ndivide(0)",
  `
import collections, dataclasses, functools, itertools, json, math, random, re, typing
@dataclasses.dataclass
class Point:
    x: int
    y: float = 2.0
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def primes(n):
    sieve = [True] * n
    for i in range(2, n):
        if sieve[i]:
            for j in range(i * i, n, i):
                sieve[j] = False
    return [i for i in range(2, n) if sieve[i]]
text = json.dumps([{"n": n, "text": f"{n:>4} {n / 3:.2f}"} for n in range(50)])
words = collections.Counter(re.findall(r"[a-z]+|\\d+", text))
items = sorted(((k, v) for k, v in words.items()), key=lambda item: (-item[1], item[0]))
fib(14), len(primes(1000)), json.loads(text)[3], Point(1), items[:3], sum(map(math.sqrt, range(99)))
`,
];

/** What crosses from Python to JavaScript, whose optimized code only other threads make: there are none in a fork. */
const CROSSING = `
import os, sys, time
for n in range(2000):
    print(n)
    print(n, "text", file=sys.stderr, flush=True)
for n in range(200):
    time.time(), time.perf_counter(), os.urandom(8), os.getcwd()
for n in range(100):
    with open("file", "w") as file:
        file.write("text")
    with open("file") as file:
        file.read()
    os.stat("file")
os.remove("file")
`;

/**
 * Warms `jail` up, so that nothing of it is left: in Python's memory, and of its files.
 *
 * @param ask puts a request where the jail reads, whose answer goes nowhere.
 * @param maxHeapBytes the most that its programs may hold.
 * @returns where the parts of Python's memory begin that even the simplest program writes to.
 */
export function warmUpForForks(
  jail: Jail,
  ask: (request: Uint8Array<ArrayBuffer>) => void,
  maxHeapBytes: number,
  copy: MemoryCopy,
): readonly number[] {
  for (let step = 0; step < FORKS_STEP; step++) warmUp(jail, step);
  for (const number of jail.lazyModules.likely) jail.lazyModules.load(number);
  const header = requestOf(SIMPLEST, maxHeapBytes);
  for (let count = 0; count < COMPARISONS; count++) areEqual(header, header.slice());
  copy.take(jail.module.HEAPU8);
  const restoreFiles = keepFiles(jail.module);
  let written: readonly number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const program of round < CROSSINGS ? [...PROGRAMS, CROSSING] : PROGRAMS) {
      ask(requestOf(program, maxHeapBytes));
      serve(jail);
      const changed = copy.restore(jail.module.HEAPU8);
      if (program === SIMPLEST) written = changed;
      restoreFiles();
      jail.last = null;
      jail.entropy.rest();
    }
  }
  copy.free();
  return written;
}

/** Returns what undoes all that is left of a file that was made in the working directory, and deleted. */
function keepFiles({ FS }: EmscriptenModule): () => void {
  const { node } = FS.lookupPath(HOME);
  const { atime, mtime, ctime } = node;
  const { nextInode } = FS;
  return () => {
    Object.assign(node, { atime, mtime, ctime });
    FS.nextInode = nextInode;
  };
}

function requestOf(program: string, maxHeapBytes: number): Uint8Array<ArrayBuffer> {
  const request: JailRequest = {
    ...SAMPLE,
    setting: { ...SAMPLE.setting, maxHeapBytes },
  };
  return encodeFrames([
    [FrameType.Request, encodeRequest(request)],
    [FrameType.Source, new TextEncoder().encode(program)],
  ]);
}
