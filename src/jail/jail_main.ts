/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's process from its first line to its last: take the few powers that stay,
 * boot Python from the image, give up everything else, prove it, say hello, and only then receive the program.
 */
import { FrameType, PROTOCOL_VERSION } from "../wire/frame.ts";
import { encodeMessage } from "../wire/encode_answer.ts";
import type { Failure } from "../wire/jail_answer.ts";
import { Budget } from "./budget.ts";
import { Channel } from "./channel.ts";
import { bootModule, connectInterrupts, type Packages } from "./cpython.ts";
import { importGlue } from "./emscripten.ts";
import { Entropy } from "./entropy.ts";
import type { Jail } from "./execute.ts";
import type { Forks } from "./forks.ts";
import type { Freezing } from "./freeze.ts";
import { briefMessageOf } from "./failure.ts";
import { accountFiles } from "./file_budget.ts";
import { FilesIn } from "./receive_files.ts";
import { FilesOut } from "./give_files.ts";
import { openImages } from "./open_images.ts";
import { decodeModules } from "../pack/lazy_modules.ts";
import { LazyModules } from "./lazy_modules.ts";
import {
  hideRuntime,
  lockDown,
  LockdownError,
  proveNoProcesses,
  type Runtime,
} from "./lockdown.ts";
import { openSystemWalls } from "../walls/open.ts";
import type { SystemWalls, WallState } from "../walls/walls.ts";
import { type Powers, takePowers } from "./powers.ts";
import { engineStackBytes, limitRecursion } from "./recursion.ts";
import type { Calls } from "./calls.ts";
import type { Started } from "./compile_module.ts";
import type { Pack } from "./open_pack.ts";
import type { Purpose } from "../wire/jail_start.ts";
import { serve } from "./serve.ts";
import { Stdin } from "./stdin.ts";
import { StdoutBuffer } from "./stdout_buffer.ts";
import { ExactTimes } from "./exact_times.ts";
import { connectTimers, IntervalTimers } from "./timers.ts";
import { connectRandomDevices, connectStreams, NO_TERMINAL } from "./stdio.ts";
import { WASM_PAGE_BYTES } from "../pack/pages.ts";

/** Steps of the start that tests replace, to see whether the walls behind them hold. */
export interface Steps {
  /** Gives up what this process may do. */
  readonly lock: (runtime: Runtime) => void;
  /** Tries what no filter of the kernel has tried. */
  readonly proveNoProcesses: (runtime: Runtime) => void;
  /** Called when the walls are built, before the host is told. */
  readonly locked: (jail: Jail) => void;
}

const STEPS: Steps = { lock: lockDown, proveNoProcesses, locked: () => {} };

/**
 * The jail's whole life.
 *
 * @param started what `start` gave.
 */
export async function main(started: Promise<Started>, steps: Steps = STEPS): Promise<never> {
  const powers = takePowers();
  const channel = new Channel(powers);
  let failure: Failure["kind"] = "boot";
  try {
    const begun = await started;
    const { purpose } = begun.config;
    const forks = purpose === "fork" ? await openForks(powers) : null;
    const spare = purpose === "spare" ? await openWarmUp() : null;
    const freezing = purpose === "freeze" ? await openFreezing() : null;
    const booted = await boot(powers, channel, begun, freezing);
    const { jail, isOwnImage } = booted;
    // Where the system cannot tell whether a request is there, nothing is warmed up any more once the host has heard of the jail.
    // An environment's image may have been made by a program: nothing of that runs before the walls are built.
    if (!channel.canPoll && isOwnImage) spare?.warmUp(jail, 0);
    // From here on in the forks, each with its own pipes.
    const system = forks?.becomeJail(booted, begun.config, steps) ?? lock(booted, steps);
    steps.locked(jail);
    channel.send(
      FrameType.Hello,
      encodeMessage({
        protocol: PROTOCOL_VERSION,
        walls: { wasm: true, permissions: true },
        system,
        heapBytes: jail.module.HEAPU8.length,
      }),
    );
    failure = "trap";
    spare?.warmUpUntilAsked(jail);
    booted.warmAgain?.(jail);
    forks?.warmUpUntilAsked(jail);
    freezing?.begin(jail);
    while (serve(jail)) {
      // The next request finds what this one has left.
    }
  } catch (error) {
    const message = briefMessageOf(error);
    channel.send(FrameType.Failure, encodeMessage({ kind: failure, message }));
  }
  return powers.exit(0);
}

// What not each jail needs is named so that Deno does not read it at the start of the others (see `cli.ts`).

async function openForks(powers: Powers): Promise<Forks> {
  const forks = await import(import.meta.resolve("./forks.ts")) as typeof import("./forks.ts");
  return forks.openForks(powers);
}

async function openWarmUp(): Promise<typeof import("./warm_up.ts")> {
  return await import(import.meta.resolve("./warm_up.ts")) as typeof import("./warm_up.ts");
}

async function openAgain(): Promise<typeof import("./warm_again.ts")> {
  return await import(import.meta.resolve("./warm_again.ts")) as typeof import("./warm_again.ts");
}

async function openFreezing(): Promise<Freezing> {
  const { Freezing } = await import(
    import.meta.resolve("./freeze.ts")
  ) as typeof import("./freeze.ts");
  return new Freezing();
}

/** The calls of host functions, which programs of `run` cannot make. */
async function openCalls(purpose: Purpose): Promise<typeof Calls | null> {
  if (purpose === "run" || purpose === "verify") return null;
  const calls = await import(import.meta.resolve("./calls.ts")) as typeof import("./calls.ts");
  return calls.Calls;
}

async function openPackages(pack: Pack): Promise<Packages | null> {
  if (pack.find("site.json") === null && pack.find("natives.json") === null) return null;
  const packages = await import(
    import.meta.resolve("./packages.ts")
  ) as typeof import("./packages.ts");
  return packages.openPackages(pack);
}

/** A jail before the lockdown, and what that takes. */
export interface Booted {
  readonly jail: Jail;
  readonly runtime: Runtime;
  readonly walls: SystemWalls | null;
  /** Whether its interpreter is as pysandbox has made it. */
  readonly isOwnImage: boolean;
  /** Whether a program has warmed its environment up, and so has made its memory. */
  readonly isWarm: boolean;
  /** Warms up what its environment was warmed up with, once the walls are built; null where there is no such thing. */
  readonly warmAgain: ((jail: Jail) => void) | null;
}

async function boot(
  powers: Powers,
  channel: Channel,
  started: Started,
  freezing: Freezing | null,
): Promise<Booted> {
  const { wasm, wasmBytes, config: { maxHeapBytes, systemWalls, purpose } } = started;
  using pack = started.pack;
  const lazyModules = new LazyModules(decodeModules(pack.member("lazy.bin").bytes()));
  const { metadata, restore } = openImages(pack, wasmBytes);
  const { heapBytes, entry, stackLimits, stdoutBuffer, isDifference } = metadata;
  if (heapBytes > maxHeapBytes) {
    throw new Error(`Its memory image takes ${heapBytes} bytes, for which --max-heap has no room`);
  }
  const stdlib = pack.member("stdlib.zip").bytes();
  const tzdata = pack.member("tzdata.zip").bytes();
  const packages = await openPackages(pack);
  const isWarm = pack.find("warm.py") !== null;
  const warmAgain = purpose === "spare" && isWarm ? (await openAgain()).openWarmAgain(pack) : null;
  const JailCalls = await openCalls(purpose);
  const engineBytes = engineStackBytes();
  const walls = systemWalls ? await openSystemWalls() : null;
  const runtime = hideRuntime();
  const glue = await importGlue();
  const createModule = freezing?.watch(glue) ?? glue;

  const entropy = new Entropy(powers);
  const budget = new Budget(maxHeapBytes);
  const timers = new IntervalTimers({ real: powers.monotonic, cpu: () => entropy.cpuTime() });
  const exactTimes = new ExactTimes();
  const module = await bootModule(
    {
      ...{ createModule, wasm, lazyModules, stdlib, tzdata, packages },
      image: { heapBytes, restore },
    },
    { channel, entropy, budget, timers, exactTimes },
  );
  if (module.growMemory(maxHeapBytes + WASM_PAGE_BYTES)) {
    throw new LockdownError("The memory can grow beyond its cap");
  }
  limitRecursion(module.HEAPU8, stackLimits, engineBytes, packages?.hasNatives === true);
  const stdout = new StdoutBuffer(module, stdoutBuffer);
  const filesIn = new FilesIn(module, budget, channel);
  const jail: Jail = {
    ...{ filesIn, filesOut: new FilesOut(module, channel, filesIn) },
    calls: JailCalls && new JailCalls(module, { channel, budget, entropy }),
    ...{ module, channel, stdin: new Stdin(channel), entropy, budget, lazyModules, entry },
    ...{ warmUpLeft: [], terminal: NO_TERMINAL, inputs: null, last: null },
    hasNewPackages: packages !== null,
    isSpent: false,
  };
  connectStreams(module, channel, jail.stdin, () => jail.terminal);
  channel.gatherIn(stdout);
  connectRandomDevices(module, entropy);
  connectTimers(module, timers);
  exactTimes.connect(module);
  accountFiles(module, budget);
  // The archives are files like others: a program that deletes them gets their room back.
  budget.take(stdlib.length + tzdata.length);
  channel.limitWaits(() => timers.mostWait());
  connectInterrupts(module, channel, timers, stdout);
  return { jail, runtime, walls, isOwnImage: !isDifference, isWarm, warmAgain };
}

/** Gives up everything, and builds the walls. @returns the system's. */
function lock({ runtime, walls }: Booted, steps: Steps): readonly WallState[] {
  steps.lock(runtime);
  const isFiltered = walls?.names.includes("seccomp") ?? false;
  if (!isFiltered) steps.proveNoProcesses(runtime);
  // The kernel last: to try what Deno refuses, Deno loads parts of itself.
  const system = walls?.build(new Set(walls.names)) ?? [];
  const isTried = system.some(({ name, holds }) => name === "seccomp" && holds);
  if (isFiltered && !isTried) steps.proveNoProcesses(runtime);
  return system;
}
