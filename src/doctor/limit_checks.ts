/** TRUSTED. Whether each limit ends a program that does not end by itself, and how late. */
import { type Check, failed, passed } from "../core/check.ts";
import { messageOf } from "../core/errors.ts";
import type { Stats, Status } from "../core/outcome.ts";
import { formatSize, MEBIBYTE } from "../core/units.ts";
import { NEEDS } from "./sandbox_checks.ts";
import type { Attempt, Trial, Try } from "./trial.ts";

/** How late a limit may act: what pysandbox promises. */
const LATE_MS = 500;

/** A machine that is busy for a moment can still hold limits: a late limit is tested again. */
const TRIES = 3;

const TIMEOUT_MS = 200;
const KILL_MS = 50;
const CPU_MS = 100;
const HEAP_BYTES = 64 * MEBIBYTE;
const OUTPUT_BYTES = 100_000;

const LOOP = "while True: pass";
const STUBBORN_LOOP = `while True:
    try:
        while True: pass
    except BaseException: pass`;
const HOARD = `hoard = []
while True: hoard.append(bytearray(1 << 20))`;
const FLOOD = `while True: print("x" * 999)`;

/** One limit. */
interface LimitCheck {
  readonly name: string;
  readonly attempt: Attempt;
  /** The status with which the program must end. */
  readonly status: Status;
  /** How far the limit was exceeded, in milliseconds. */
  readonly late: (stats: Stats) => number;
  readonly detail: (late: string) => string;
  /** What else is wrong; null if nothing is. */
  readonly fault?: (trial: Trial) => string | null;
}

const LIMIT_CHECKS: readonly LimitCheck[] = [
  {
    name: "timeout",
    attempt: { source: LOOP, limits: { timeoutMs: TIMEOUT_MS } },
    status: "timeout",
    late: ({ wallMs }) => wallMs - TIMEOUT_MS,
    detail: (late) => `an endless loop ended ${late} after its ${TIMEOUT_MS} ms`,
  },
  {
    name: "kill",
    attempt: { source: STUBBORN_LOOP, limits: { timeoutMs: KILL_MS } },
    status: "timeout",
    late: ({ wallMs }) => wallMs - KILL_MS,
    detail: (late) => `a loop that ignores interrupts ended ${late} after its ${KILL_MS} ms`,
  },
  {
    name: "cpu",
    attempt: { source: LOOP, limits: { cpuMs: CPU_MS } },
    status: "cpu",
    late: ({ cpuMs }) => cpuMs - CPU_MS,
    detail: (late) => `an endless loop used ${late} more than its ${CPU_MS} ms of processor time`,
  },
  {
    name: "max-heap",
    attempt: { source: HOARD, limits: { maxHeapBytes: HEAP_BYTES } },
    status: "memory",
    late: () => 0,
    detail: () => `a program that hoards memory ended at its ${formatSize(HEAP_BYTES)}`,
  },
  {
    name: "max-output",
    attempt: { source: FLOOD, limits: { maxOutputBytes: OUTPUT_BYTES } },
    status: "output",
    late: () => 0,
    detail: () => `exactly the first ${OUTPUT_BYTES} bytes came through`,
    fault: ({ outputBytes }) =>
      outputBytes === OUTPUT_BYTES
        ? null
        : `${outputBytes} bytes came through, expected ${OUTPUT_BYTES}`,
  },
];

const NOT_HELD = "do not run code here that you do not trust, and report this with the output of " +
  "'pysandbox doctor --json'";
const TOO_LATE =
  "the machine is too busy to be on time: give it fewer programs, or more processors";
const CANNOT_TRY = "this limit is refused here, and the others hold: run without it";

/** One check for each limit. */
export async function checkLimits(tryInJail: Try): Promise<Check[]> {
  const checks: Check[] = [];
  for (const limit of LIMIT_CHECKS) checks.push(await checkLimit(limit, tryInJail));
  return checks;
}

async function checkLimit(limit: LimitCheck, tryInJail: Try): Promise<Check> {
  const { name, attempt, status, detail } = limit;
  let least = Infinity;
  for (let tries = 0; tries < TRIES && least > LATE_MS; tries++) {
    let trial: Trial;
    try {
      trial = await tryInJail(attempt);
    } catch (error) {
      return failed(name, messageOf(error), CANNOT_TRY);
    }
    const { outcome } = trial;
    if (outcome.status !== status) {
      const found = outcome.reason ?? `the program ended with status ${outcome.status}`;
      // The system may have killed the sandbox, for example: that does not mean that a limit let its program go.
      const isLost = outcome.status === "crashed" || outcome.status === "internal";
      return failed(name, found, isLost ? NEEDS : NOT_HELD);
    }
    const fault = limit.fault?.(trial) ?? null;
    if (fault !== null) return failed(name, fault, NOT_HELD);
    least = Math.min(least, Math.max(0, Math.round(limit.late(outcome.stats))));
  }
  const text = detail(`${least} ms`);
  return least > LATE_MS ? failed(name, text, TOO_LATE) : passed(name, text);
}
