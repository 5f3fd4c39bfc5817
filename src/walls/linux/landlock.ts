/**
 * Landlock: the kernel denies this process the whole file system, TCP, and, if its version has them, signals and
 * abstract sockets beyond the process. No rule allows anything. What is open already stays open.
 */
import { callInOtherThreads } from "./every_thread.ts";
import { describeResult, ENOSYS, EOPNOTSUPP, EPERM, type Kernel } from "./kernel.ts";

const LANDLOCK_CREATE_RULESET_VERSION = 1;

/** `landlock_restrict_self(2)`: do not log in the system's audit log what our own probes are refused. */
const LOG_SAME_EXEC_OFF = 1;
/** The same call: all threads of the process at once. */
const TSYNC = 8;

/** The first version of the interface that has each part, and the Linux that introduced it. */
const TRUNCATE_ABI = 3;
const TCP_ABI = 4;
const SCOPES_ABI = 6;
const LOG_ABI = 7;
const TSYNC_ABI = 8;

/** How many rights to the file system each version of the interface knows: they are the lowest bits. */
const FILE_RIGHTS = [0, 13, 14, 15, 15, 16, 16, 16, 16, 17];

/** What a version of Landlock can refuse: `struct landlock_ruleset_attr`. */
export interface Ruleset {
  readonly files: number;
  readonly network: number;
  readonly scopes: number;
}

/** Everything that version `abi` can refuse. A version later than the last one that we know counts as that one. */
export function rulesetFor(abi: number): Ruleset {
  const rights = FILE_RIGHTS[Math.min(abi, FILE_RIGHTS.length - 1)]!;
  return {
    files: 2 ** rights - 1,
    network: abi >= TCP_ABI ? 0b11 : 0,
    scopes: abi >= SCOPES_ABI ? 0b11 : 0,
  };
}

/** What version `abi` cannot refuse, as a clause; null if it can refuse everything that we request. */
export function shortcomingsOf(abi: number): string | null {
  const lacking = [
    ...(abi < TRUNCATE_ABI ? ["the emptying of files (Linux 6.2)"] : []),
    ...(abi < TCP_ABI ? ["TCP (Linux 6.7)"] : []),
    ...(abi < SCOPES_ABI ? ["signals and abstract sockets (Linux 6.12)"] : []),
  ];
  if (lacking.length === 0) return null;
  return `this kernel's Landlock (version ${abi}) does not know ${
    lacking.join(", ")
  }; use a later kernel`;
}

/** The kernel's version of Landlock's interface, or what is missing. */
export function landlockAbi(kernel: Kernel): number | string {
  const abi = kernel.call("landlock_create_ruleset", 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi > 0 ? abi : explain(abi);
}

/**
 * Restricts every thread of the process for the rest of its life.
 *
 * @param isAlone whether the calling thread is known to be the only one.
 * @returns what is missing, or null.
 */
export function restrict(kernel: Kernel, abi: number, isAlone: boolean): string | null {
  const { files, network, scopes } = rulesetFor(abi);
  const attributes = kernel.place(24);
  for (const [at, bits] of [files, network, scopes].entries()) {
    attributes.view.setUint32(8 * at, bits, true);
  }
  // Older kernels accept the longer structure if the members that they do not know are zero.
  const ruleset = kernel.call("landlock_create_ruleset", attributes.address, 24);
  if (ruleset < 0) return explain(ruleset);
  try {
    const flags = abi >= LOG_ABI ? LOG_SAME_EXEC_OFF : 0;
    // Without TSYNC, a call restricts only the calling thread, and threads that this thread creates later.
    const others = isAlone || abi >= TSYNC_ABI
      ? null
      : callInOtherThreads(kernel, "landlock_restrict_self", ruleset, flags);
    const own = kernel.call(
      "landlock_restrict_self",
      ruleset,
      abi >= TSYNC_ABI ? flags | TSYNC : flags,
    );
    return own === 0 ? others : explain(own);
  } finally {
    kernel.call("close", ruleset);
  }
}

function explain(result: number): string {
  switch (-result) {
    case ENOSYS:
      return "this kernel has no Landlock; use Linux 5.13 or later";
    case EOPNOTSUPP:
      return "Landlock is switched off; add it to the kernel's boot parameter lsm=";
    case EPERM:
      return "whatever runs this process forbids Landlock; allow landlock_create_ruleset(2) and landlock_restrict_self(2)";
    default:
      return `the kernel refused the ruleset (${
        describeResult(result)
      }); report this with the kernel's version`;
  }
}
