/**
 * HOSTILE ONCE A PROGRAM RUNS. The warm-up of a process that is forked into jails. It is done once for all of them, so it goes further
 * than a spare's: whole requests, until the engine has optimized CPython's main loop. Nothing of them is left in Python's memory.
 */
import { encodeFrames, FrameType } from "../wire/frame.ts";
import { BOUNDS } from "../wire/bounds.ts";
import { encodeRequest, type JailRequest } from "../wire/jail_request.ts";
import { type Jail, SAMPLE } from "./execute.ts";
import type { Powers } from "./powers.ts";
import { serve } from "./serve.ts";
import { warmUp } from "./warm_up.ts";
import type { MemoryCopy } from "./memory_copy.ts";

/** How often the programs run. */
const ROUNDS = 8;

/** What programs do, and enough of it. */
const PROGRAMS = [
  "print('text', 2.5)\n4 + 5",
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

/**
 * Warms `jail` up, whose `powers` are others meanwhile: nothing is read or sent.
 *
 * @param maxHeapBytes the most that its programs may hold.
 * @param program that has warmed up the environment; null where there is none.
 */
export function warmUpForForks(
  jail: Jail,
  powers: Powers,
  maxHeapBytes: number,
  copy: MemoryCopy,
  program: Uint8Array<ArrayBuffer> | null,
): void {
  for (let step = 0; step < BOUNDS.WARM_UP_STEPS; step++) warmUp(jail, step);
  for (const number of jail.lazyModules.likely) jail.lazyModules.load(number);
  copy.take(jail.module.HEAPU8);
  const { read, write, wait } = powers;
  let pending = new Uint8Array(0);
  const pretended: Partial<Powers> = {
    read: (target) => {
      const part = pending.subarray(0, target.length);
      target.set(part);
      pending = pending.subarray(part.length);
      return part.length;
    },
    write: (bytes) => bytes.length,
    wait: () => false,
  };
  Object.assign(powers, pretended);
  // The memory cannot become smaller again.
  const { growMemory } = jail.module;
  jail.module.growMemory = () => undefined;
  const run = (source: Uint8Array<ArrayBuffer>) => {
    pending = requestOf(source, maxHeapBytes);
    serve(jail);
    copy.restore(jail.module.HEAPU8);
    jail.last = null;
    jail.entropy.rest();
  };
  const programs = PROGRAMS.map((one) => new TextEncoder().encode(one));
  for (let round = 0; round < ROUNDS; round++) programs.forEach(run);
  // It may take long, and once is enough for the engine to have compiled what it calls.
  if (program !== null) run(program);
  jail.module.growMemory = growMemory;
  Object.assign(powers, { read, write, wait });
  copy.free();
}

function requestOf(
  source: Uint8Array<ArrayBuffer>,
  maxHeapBytes: number,
): Uint8Array<ArrayBuffer> {
  const request: JailRequest = {
    ...SAMPLE,
    setting: { ...SAMPLE.setting, maxHeapBytes },
  };
  return encodeFrames([
    [FrameType.Request, encodeRequest(request)],
    [FrameType.Source, source],
  ]);
}
