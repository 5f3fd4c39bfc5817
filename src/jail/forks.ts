/**
 * HOSTILE ONCE A PROGRAM RUNS. Jails by forking: a booted, warmed-up process forks, for each jail that its host orders. No program
 * runs in it, and each fork becomes a jail before it has one. docs/architecture.md has the whole of it.
 */
import { encodeForkAnswer, ForkOrder } from "../wire/fork_messages.ts";
import type { JailStart } from "../wire/jail_start.ts";
import { dieWith, forkFrom, inheritMemory, nameProcess } from "../walls/linux/fork.ts";
import { confineParent, giveUpInheritance } from "../walls/linux/fork_walls.ts";
import { describeResult, type Kernel, openKernel } from "../walls/linux/kernel.ts";
import { closeAll, ENDS_BYTES, openPipe } from "../walls/linux/pipe.ts";
import { PretendedStreams } from "../walls/linux/pretended_streams.ts";
import type { WallState } from "../walls/walls.ts";
import { switchOn, SYNC_TIER_UP } from "./engine_flag.ts";
import { leaveCopy } from "./fork_copy.ts";
import { rehearse, settle } from "./fork_settle.ts";
import { warmUpForForks } from "./fork_warm_up.ts";
import type { Jail } from "./execute.ts";
import { LockdownError, type Runtime } from "./lockdown.ts";
import { openMemoryCopy } from "./memory_copy.ts";
import type { Powers } from "./powers.ts";
import { FORKS_STEP, takeStepsUntilAsked } from "./warm_up.ts";
import { type RawStreams, takeRawPowers } from "./raw_powers.ts";

/** A jail before the lockdown, and what that takes. */
interface Unlocked {
  readonly jail: Jail;
  readonly runtime: Runtime;
  /** Whether a program has made its memory. */
  readonly isWarm: boolean;
}

/** How this process gives up Deno's powers, for itself and all that it forks. */
interface LockSteps {
  readonly lock: (runtime: Runtime) => void;
  readonly proveNoProcesses: (runtime: Runtime) => void;
}

/** What turns this process into one that makes jails. */
export interface Forks {
  /**
   * Returns in each jail, never in the process that makes them.
   *
   * @param steps how to give up what Deno gives.
   * @returns the walls that the system has built around the jail.
   * @throws {Error} where a program has made its memory: it warms up before the walls are built, and nothing of a program may run then.
   */
  becomeJail(booted: Unlocked, config: JailStart, steps: LockSteps): readonly WallState[];
  /** What a jail does while it waits for a request. */
  warmUpUntilAsked(jail: Jail): void;
}

/**
 * Takes what forking needs, and changes `powers` into such as forks can use.
 *
 * @throws {Error} where this system has no such thing.
 */
export function openForks(powers: Powers): Forks {
  const kernel = openKernel();
  const raw = takeRawPowers();
  const copy = openMemoryCopy();
  if (kernel === null || raw === null || copy === null) {
    throw new Error("this system has no forks that can be jails");
  }
  const host = kernel.call("getppid");
  // It would warm up for nobody.
  if (!dieWith(kernel, host)) raw.leave();
  // A fork has no other thread that could do it.
  const fault = switchOn(kernel, SYNC_TIER_UP);
  if (fault !== null) throw new Error(fault);
  let written: readonly number[] = [];
  Object.assign(powers, raw.powers);
  return {
    becomeJail: ({ jail, runtime, isWarm }, { systemWalls, maxHeapBytes }, steps) => {
      if (isWarm) throw new Error("an environment that was warmed up cannot be forked");
      steps.lock(runtime);
      steps.proveNoProcesses(runtime);
      expect(inheritMemory(kernel));
      const fork = forkFrom(kernel);
      rehearse(kernel);
      written = warmUp(kernel, (ask) => warmUpForForks(jail, ask, maxHeapBytes, copy));
      raw.trim();
      leaveCopy(kernel, raw, fork);
      if (!dieWith(kernel, host)) raw.leave();
      nameProcess(kernel, "jail-parent");
      expect(giveUpInheritance(kernel));
      if (systemWalls) confineParent(kernel);
      raw.send(encodeForkAnswer({ pid: kernel.call("getpid"), pipes: null }));
      const streams = makeJails(kernel, raw, fork);
      return settle(kernel, host, streams, systemWalls) ?? raw.leave();
    },
    warmUpUntilAsked: (jail) => {
      if (takeStepsUntilAsked(jail, FORKS_STEP)) return;
      // What is shared until somebody writes to it is copied now.
      const memory = jail.module.HEAPU8;
      for (const at of written) memory[at] = memory[at]!;
    },
  };
}

/** Calls `action` with what sends a request to this process itself. */
function warmUp<T>(kernel: Kernel, action: (ask: (request: Uint8Array) => void) => T): T {
  using streams = new PretendedStreams(kernel);
  return action((request) => streams.feed(request));
}

/** Makes jails as the host orders. Returns in each of them, with the descriptors that are to be its streams. */
function makeJails(kernel: Kernel, raw: RawStreams, fork: () => number): readonly number[] {
  /** The host's ends of pipes that it has not opened yet. */
  const given: number[][] = [];
  const order = new Uint8Array(1);
  const place = kernel.place(ENDS_BYTES);
  for (;;) {
    // The host is gone.
    if (raw.read(order) === 0) raw.leave();
    if (order[0] === ForkOrder.taken) {
      closeAll(kernel, given.shift() ?? []);
      continue;
    }
    const stdin = openPipe(kernel, place);
    const stdout = openPipe(kernel, place);
    const stderr = openPipe(kernel, place);
    const pid = fork();
    if (pid === 0) return [stdin[0], stdout[1], stderr[1]];
    closeAll(kernel, [stdin[0], stdout[1], stderr[1]]);
    if (pid < 0) throw new Error(`no fork: ${describeResult(pid)}`);
    given.push([stdin[1], stdout[0], stderr[0]]);
    raw.send(
      encodeForkAnswer({ pid, pipes: { stdin: stdin[1], stdout: stdout[0], stderr: stderr[0] } }),
    );
  }
}

function expect(fault: string | null): void {
  if (fault !== null) throw new LockdownError(fault);
}
