/**
 * HOSTILE ONCE A PROGRAM RUNS. The warm-up of a process that is forked into jails. It is done once for all of them, so it goes further
 * than a spare's: whole requests, until the engine has optimized CPython's main loop. Nothing of them is left in Python's memory.
 */
import { encodeFrames, FrameType } from "../wire/frame.ts";
import { encodeRequest, type JailRequest } from "../wire/jail_request.ts";
import { type Jail, SAMPLE } from "./execute.ts";
import { areEqual } from "./equal_bytes.ts";
import { keepFiles } from "./keep_files.ts";
import { serve } from "./serve.ts";
import { FORKS_STEP, warmUp } from "./warm_up.ts";
import { SIMPLEST, TYPICAL } from "./fork_warm_up_programs.ts";
import type { MemoryCopy } from "./memory_copy.ts";

/** How often the simplest programs run: until the engine has optimized what every request takes on this side. */
const ROUNDS = 12;

/** Of these, how many run the others too: until it has optimized what they need most of Python. */
const LONG_ROUNDS = 4;

/** How often two headers are compared, as for each request of a session: until the engine has optimized the loop. */
const COMPARISONS = 200;

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
  const header = requestOf(SIMPLEST[0]!, maxHeapBytes);
  for (let count = 0; count < COMPARISONS; count++) areEqual(header, header.slice());
  copy.take(jail.module.HEAPU8);
  const restoreFiles = keepFiles(jail.module);
  const written = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const program of round < LONG_ROUNDS ? [...SIMPLEST, ...TYPICAL] : SIMPLEST) {
      ask(requestOf(program, maxHeapBytes));
      serve(jail);
      const changed = copy.restore(jail.module.HEAPU8);
      if (round === ROUNDS - 1) changed.forEach((at) => written.add(at));
      restoreFiles();
      jail.last = null;
      jail.entropy.rest();
    }
  }
  copy.free();
  return [...written];
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
