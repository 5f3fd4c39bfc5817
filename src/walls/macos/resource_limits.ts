/**
 * Limits behind Seatbelt, which refuses by kinds of things: no new descriptor of any kind, no process, no byte written
 * to any file, no core file.
 */
import { errorNumber, type MacSystem } from "./system.ts";

/** Numbers of `sys/resource.h`. They differ from Linux's. */
const RLIMIT_FSIZE = 1;
const RLIMIT_CORE = 4;
const RLIMIT_NPROC = 7;
const RLIMIT_NOFILE = 8;

const EMFILE = 24;

/** The limits, each with its value and what it bounds. */
const LIMITS: readonly (readonly [number, bigint, string])[] = [
  [RLIMIT_CORE, 0n, "core files"],
  [RLIMIT_FSIZE, 0n, "written files"],
  [RLIMIT_NPROC, 0n, "processes"],
  // Not 0: poll(2), by which the jail waits, accepts no more descriptors than the limit. Number 0 is in use.
  [RLIMIT_NOFILE, 1n, "open files"],
];

/** Sets the limits, permanently. Returns as clauses what does not hold. */
export function setLimits(system: MacSystem): string[] {
  const problems = LIMITS
    .filter(([resource, value]) => !setLimit(system, resource, value))
    .map(([, , what]) => `the limit of ${what} was not taken`);
  const copy = system.dup(0);
  if (copy < 0) {
    const number = errorNumber(system);
    if (number !== EMFILE) problems.push(`copying a descriptor failed with error ${number}`);
  } else {
    system.close(copy);
    problems.push("it can still copy a descriptor");
  }
  return problems;
}

/** Sets the soft and the hard limit, and checks that both were set. */
function setLimit(system: MacSystem, resource: number, value: bigint): boolean {
  const found = new BigUint64Array(2);
  return system.setrlimit(resource, bytesOf(new BigUint64Array([value, value]))) === 0 &&
    system.getrlimit(resource, bytesOf(found)) === 0 &&
    found[0] === value && found[1] === value;
}

function bytesOf(limit: BigUint64Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(limit.buffer);
}
