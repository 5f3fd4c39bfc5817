/**
 * HOSTILE ONCE A PROGRAM RUNS. The jail's process from its first line to its last: take the few powers that stay,
 * boot Python from the image, give up everything else, prove it, say hello, and only then receive the program.
 */
import { messageOf } from "../core/errors.ts";
import { parseJson } from "../core/json.ts";
import {
  encodeMessage,
  type Failure,
  type ProgramMessage,
  PROTOCOL_VERSION,
} from "../wire/messages.ts";
import { encodeFrame, FrameType } from "../wire/frame.ts";
import { importGlue, WASM_PAGE_BYTES } from "./assets.ts";
import { Budget } from "./budget.ts";
import { Chance } from "./chance.ts";
import { Channel } from "./channel.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import { accountFiles } from "./files.ts";
import { mapImage, openImage, restoreImage } from "./image.ts";
import { bootModule, callPython, connectInterrupts, ExitRequested } from "./interpreter.ts";
import { LaterCode } from "./later_code.ts";
import { decodeModules, SOMETIMES_MODULES } from "./later_modules.ts";
import {
  hideRuntime,
  lockDown,
  LockdownError,
  proveNoProcesses,
  type Runtime,
} from "./lockdown.ts";
import { openSystemWalls } from "../walls/open.ts";
import type { WallState } from "../walls/walls.ts";
import { type Powers, takePowers } from "./powers.ts";
import type { Started } from "./start.ts";
import { connectRandomDevices, connectStreams, type TerminalView } from "./stdio.ts";

/** Taken before code could put another in its place: what comes out of Python is to be sent as it is. */
const { stringify: stringifyJson } = JSON;

/** More than any memory that 32-bit WebAssembly can have. */
const WASM32_BYTES = 2 ** 32;

const NO_TERMINAL: TerminalView = {
  stdin: false,
  stdout: false,
  stderr: false,
  columns: 80,
  rows: 24,
};

/** A booted, locked interpreter that waits for its program. */
export interface Jail {
  readonly module: EmscriptenModule;
  readonly channel: Channel;
  readonly chance: Chance;
  readonly budget: Budget;
  readonly later: LaterCode;
  readonly entry: number;
  terminal: TerminalView;
  /** What was said of the last program; null before the first. */
  last: { readonly header: Uint8Array; readonly message: ProgramMessage } | null;
}

/** Steps of the start that tests put something else in the place of, to see whether the walls behind them hold. */
export interface Steps {
  /** Gives up what this process may do. */
  readonly lock: (runtime: Runtime) => void;
  /** Tries what no filter of the kernel has tried. */
  readonly proveNoProcesses: (runtime: Runtime) => void;
  /** Called when the walls stand and before the host hears of it. */
  readonly locked: (jail: Jail) => void;
}

const STEPS: Steps = { lock: lockDown, proveNoProcesses, locked: () => {} };

/**
 * The jail's whole life.
 *
 * @param started what `start` gave.
 * @param withWalls whether to build the operating system's walls.
 */
export async function main(
  started: Promise<Started>,
  withWalls: boolean,
  steps: Steps = STEPS,
): Promise<never> {
  const powers = takePowers();
  const channel = new Channel(powers);
  let failure: Failure["kind"] = "boot";
  try {
    const begun = await started;
    const [jail, system] = await boot(powers, channel, begun, withWalls, steps);
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
    if (begun.isWarm) prepareUntilAsked(jail);
    while (serve(jail)) {
      // The next program finds what this one has left.
    }
  } catch (error) {
    fail(channel, { kind: failure, message: messageOf(error).slice(0, MESSAGE_LENGTH) });
  }
  return powers.exit(0);
}

async function boot(
  powers: Powers,
  channel: Channel,
  started: Started,
  withWalls: boolean,
  steps: Steps,
): Promise<[Jail, readonly WallState[]]> {
  const { wasm, wasmBytes, maxHeapBytes } = started;
  using pack = started.pack;
  const later = new LaterCode(decodeModules(pack.bytes("later.bin")));
  const image = openImage(pack.reader("image.bin"), wasmBytes);
  const stdlib = pack.bytes("stdlib.zip");
  const tzdata = pack.bytes("tzdata.zip");
  const walls = withWalls ? await openSystemWalls() : null;
  const runtime = hideRuntime();
  const createModule = await importGlue();

  const chance = new Chance(powers);
  const budget = new Budget(maxHeapBytes);
  const { heapBytes, entry } = image.metadata;
  const restore = (heap: Uint8Array<ArrayBuffer>) => {
    const over = (target: Uint8Array<ArrayBuffer>, offset: number) =>
      pack.over(target, "image.bin", offset);
    if (!mapImage(image, heap, over)) restoreImage(image, heap);
  };
  const module = await bootModule(
    { createModule, wasm, later, stdlib, tzdata, image: { heapBytes, restore } },
    { channel, chance, budget },
  );
  if (module.growMemory(maxHeapBytes + WASM_PAGE_BYTES)) {
    throw new LockdownError("The memory can grow beyond its cap");
  }
  const jail: Jail = {
    ...{ module, channel, chance, budget, later, entry },
    ...{ terminal: NO_TERMINAL, last: null },
  };
  connectStreams(module, channel, () => jail.terminal);
  connectRandomDevices(module, chance);
  accountFiles(module, budget);
  // The archives are files like others: a program that deletes them gets their room, and no more.
  budget.take(stdlib.length + tzdata.length);
  connectInterrupts(module, channel);
  if (started.isWarm && !channel.canPoll) warmUp(jail, 0);

  steps.lock(runtime);
  const isFiltered = walls?.names.includes("seccomp") ?? false;
  if (!isFiltered) steps.proveNoProcesses(runtime);
  // The kernel last: to try what Deno refuses, Deno loads parts of itself.
  const system = walls?.build(new Set(walls.names)) ?? [];
  const isTried = system.some(({ name, holds }) => name === "seccomp" && holds);
  if (isFiltered && !isTried) steps.proveNoProcesses(runtime);
  return [jail, system];
}

/** How many steps `warm.py` has. Where a system cannot tell whether somebody asks, the first is taken before the host hears of the jail. */
const WARM_STEPS = 3;

/** How long the host may take to ask, where somebody has waited, in milliseconds. */
const ASKED_MS = 10;

/**
 * Gets ready what a first program may need, step by step, while nobody asks: whoever waited for this jail gets it cold, which takes
 * him less than to wait longer.
 */
function prepareUntilAsked(jail: Jail): void {
  const steps = [
    ...Array.from({ length: WARM_STEPS }, (_, step) => () => warmUp(jail, step)),
    ...Array.from({ length: SOMETIMES_MODULES }, (_, at) => () => jail.later.load(-1 - at)),
  ];
  for (const step of steps) {
    if (jail.channel.isAsked(ASKED_MS)) return;
    step();
  }
}

/**
 * Runs what the first program will need, so that the engine has compiled it by then. Nothing of this is seen outside, and
 * Python forgets it.
 *
 * @throws {Error} where that fails: a jail that cannot do this can do nothing.
 */
function warmUp(jail: Jail, step: number): void {
  const message = {
    ...{ kind: "warm", name: String(step), args: [], env: {}, seed: null, terminals: NO_TERMINAL },
    ...{
      colour: false,
      describe: true,
      maxHeapBytes: WASM32_BYTES,
      keep: false,
      renewInput: false,
    },
  };
  const header = new TextEncoder().encode(stringifyJson(message));
  jail.channel.silently(() => {
    const last = perform(jail, header, new Uint8Array(0));
    if (last.type !== FrameType.End) throw new Error("The warm-up failed");
    encodeFrame(last.type, last.payload);
  });
}

/**
 * Receives a program, runs it, and reports its end.
 *
 * @returns whether another may follow.
 */
function serve(jail: Jail): boolean {
  const { header, source } = jail.channel.receiveProgram();
  const { type, payload, kept } = perform(jail, header, source);
  jail.channel.send(type, payload);
  return kept;
}

/** The jail's last words on a program. */
interface LastWords {
  readonly type: typeof FrameType.End | typeof FrameType.Failure;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Whether another program may follow. */
  readonly kept: boolean;
}

function perform(
  jail: Jail,
  header: Uint8Array<ArrayBuffer>,
  source: Uint8Array<ArrayBuffer>,
): LastWords {
  const { module, chance, budget } = jail;
  // Most programs of a session come with the same header: neither side reads it twice.
  const isSame = jail.last !== null && areEqual(header, jail.last.header);
  const { message } = jail.last = isSame ? jail.last! : { header, message: decodeProgram(header) };
  jail.terminal = message.terminals;
  budget.begin(message.maxHeapBytes);
  if (message.seed !== null) chance.seed(BigInt(message.seed));
  const told = isSame ? 0 : header.length;
  const request = new Uint8Array(told + 1 + source.length);
  request.set(header.subarray(0, told));
  request[told] = 0x0A;
  request.set(source, told + 1);

  let ending: Record<string, unknown> = { exitCode: 1, memoryError: true, claimed: NO_CLAIMS };
  let kept = false;
  try {
    const answer = callPython(module, jail.entry, request);
    if (answer !== null) {
      kept = message.keep;
      ending = parseJson(new TextDecoder().decode(answer)) as Record<string, unknown>;
      const claimed = ending.claimed as Record<string, unknown>;
      claimed.result = parseOrNull(claimed.result as string);
    }
  } catch (error) {
    if (!(error instanceof ExitRequested)) {
      const payload = encodeMessage(failureOf(error));
      return { type: FrameType.Failure, payload, kept: false };
    }
    ending = { exitCode: error.status, memoryError: false, claimed: NO_CLAIMS };
  }
  const { exitCode, claimed, memoryError } = ending;
  const end = {
    exitCode,
    claimed,
    outOfMemory: memoryError === true && budget.refusals > 0,
    kept,
    peakHeapBytes: budget.peak,
  };
  return { type: FrameType.End, payload: new TextEncoder().encode(stringifyJson(end)), kept };
}

function decodeProgram(header: Uint8Array): ProgramMessage {
  return parseJson(new TextDecoder().decode(header)) as ProgramMessage;
}

function areEqual(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((byte, at) => byte === others[at]);
}

const NO_CLAIMS = { result: null, resultRepr: null, error: null };

/** A value out of its JSON; null for what a program may have put in its place. */
function parseOrNull(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** What the engine throws where an allocation on the JavaScript side fails. */
const ALLOCATION_FAILED =
  /allocation failed|could not allocate|invalid (typed )?array length|invalid string length/i;

/** Longest part of an engine's message that is worth sending. */
const MESSAGE_LENGTH = 1000;

function failureOf(error: unknown): Failure {
  const message = messageOf(error).slice(0, MESSAGE_LENGTH);
  if (error instanceof RangeError && /call stack/i.test(message)) return { kind: "stack", message };
  if (error instanceof RangeError && ALLOCATION_FAILED.test(message)) {
    return { kind: "memory", message };
  }
  return { kind: "trap", message };
}

function fail(channel: Channel, failure: Failure): void {
  channel.send(FrameType.Failure, encodeMessage(failure));
}
