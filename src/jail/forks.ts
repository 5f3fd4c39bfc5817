/**
 * HOSTILE ONCE A PROGRAM RUNS. Jails by forking: a booted, warmed-up process forks, for each jail that its host orders. No program
 * runs in it, and each fork becomes a jail before it has one. docs/architecture.md has the whole of it.
 */
import { encodeForkAnswer, ForkOrder } from "../wire/fork_messages.ts";
import type { JailStart } from "../wire/jail_start.ts";
import { dieWith, forkFrom, inheritMemory, nameProcess } from "../walls/linux/fork.ts";
import {
  buildForkWalls,
  confineParent,
  giveUpInheritance,
  takeStreams,
} from "../walls/linux/fork_walls.ts";
import { describeResult, type Kernel, openKernel } from "../walls/linux/kernel.ts";
import type { WallState } from "../walls/walls.ts";
import { warmUpForForks } from "./fork_warm_up.ts";
import type { Jail } from "./execute.ts";
import { LockdownError, type Runtime } from "./lockdown.ts";
import { openMemoryCopy } from "./memory_copy.ts";
import type { Powers } from "./powers.ts";
import { type RawStreams, takeRawPowers } from "./raw_powers.ts";

const O_CLOEXEC = 0o2_000_000;

/** A jail before the lockdown, and what that takes. */
interface Unlocked {
  readonly jail: Jail;
  readonly runtime: Runtime;
  /** The program that has warmed up the environment; null where there is none. */
  readonly warmUp: Uint8Array<ArrayBuffer> | null;
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
   */
  becomeJail(booted: Unlocked, config: JailStart, steps: LockSteps): readonly WallState[];
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
  Object.assign(powers, raw.powers);
  return {
    becomeJail: ({ jail, runtime, warmUp }, { systemWalls, maxHeapBytes }, steps) => {
      steps.lock(runtime);
      steps.proveNoProcesses(runtime);
      expect(inheritMemory(kernel));
      const fork = forkFrom(kernel);
      const host = kernel.call("getppid");
      // The process that jails are forked from is itself a fork: it has one thread, so that no lock is held by another.
      const pid = fork();
      if (pid !== 0) {
        raw.send(encodeForkAnswer({ pid, pipes: null }));
        raw.leave();
      }
      dieWithHost(kernel, host, raw);
      nameProcess(kernel, "jail-parent");
      expect(giveUpInheritance(kernel));
      // An environment's image may have been made by a program: nothing of it runs before the walls are built.
      if (systemWalls) confineParent(kernel);
      warmUpForForks(jail, powers, maxHeapBytes, copy, warmUp);
      raw.send(encodeForkAnswer({ pid: kernel.call("getpid"), pipes: null }));
      const streams = makeJails(kernel, raw, fork);
      dieWithHost(kernel, host, raw);
      expect(takeStreams(kernel, streams));
      nameProcess(kernel, "jail");
      return systemWalls ? buildForkWalls(kernel) : [];
    },
  };
}

/** Makes jails as the host orders. Returns in each of them, with the descriptors that are to be its streams. */
function makeJails(kernel: Kernel, raw: RawStreams, fork: () => number): readonly number[] {
  /** The host's ends of pipes that it has not opened yet. */
  const given: number[][] = [];
  const order = new Uint8Array(1);
  const pipe = kernel.place(8);
  for (;;) {
    // The host is gone.
    if (raw.read(order) === 0) raw.leave();
    if (order[0] === ForkOrder.taken) {
      closeAll(kernel, given.shift() ?? []);
      continue;
    }
    const pipes = [0, 1, 2].map(() => {
      const result = kernel.call("pipe2", pipe.address, O_CLOEXEC);
      if (result < 0) throw new Error(`no pipe: ${describeResult(result)}`);
      return [pipe.view.getInt32(0, true), pipe.view.getInt32(4, true)] as const;
    });
    const [stdin, stdout, stderr] = pipes as [Ends, Ends, Ends];
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

/** The ends of a pipe: to read, and to write. */
type Ends = readonly [read: number, write: number];

function closeAll(kernel: Kernel, descriptors: readonly number[]): void {
  for (const descriptor of descriptors) kernel.call("close", descriptor);
}

function dieWithHost(kernel: Kernel, host: number, raw: RawStreams): void {
  if (!dieWith(kernel, host)) raw.leave();
}

function expect(fault: string | null): void {
  if (fault !== null) throw new LockdownError(fault);
}
