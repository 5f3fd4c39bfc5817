/** HOSTILE ONCE A PROGRAM RUNS. Executes one request in the interpreter: calls Python with it, and makes the frame that ends it out of the answer. */
import { encodeFrame, FrameType } from "../wire/frame.ts";
import { encodeEnd, encodeMessage, encodeSilentAnswer } from "../wire/encode_answer.ts";
import {
  decodeRequest,
  encodeRequest,
  encodeWarmUp,
  type JailRequest,
  type TerminalView,
} from "../wire/jail_request.ts";
import type { Budget } from "./budget.ts";
import type { Calls } from "./calls.ts";
import type { Channel } from "./channel.ts";
import { callPython } from "./cpython.ts";
import { ExitRequested } from "./system_calls.ts";
import type { EmscriptenModule } from "./emscripten.ts";
import type { Entropy } from "./entropy.ts";
import { areEqual } from "./equal_bytes.ts";
import { failureOf } from "./failure.ts";
import type { FilesIn } from "./receive_files.ts";
import type { LazyModules } from "./lazy_modules.ts";
import type { Stdin } from "./stdin.ts";
import { connectDisplay, NO_TERMINAL } from "./stdio.ts";

/** A request as a first one may be. */
export const SAMPLE: JailRequest = {
  kind: "program",
  program: { kind: "code" },
  describe: true,
  functions: null,
  setting: {
    ...{ args: [], env: {}, seed: null, terminals: NO_TERMINAL, colour: false },
    ...{ maxHeapBytes: 0, keep: false, renewInput: false, filesIn: false, filesOut: false },
    display: false,
  },
};

/** What a message of inputs begins with, instead of a request. */
const INPUTS = new TextEncoder().encode("inputs");

/** The message that there are packages. */
const PACKAGES = new TextEncoder().encode("packages");

/** Lists and gives what the host may ask for when a program has ended. */
export interface GivesFiles {
  /** Sends the list. */
  list(): void;
  /** Sends the contents of those that the host wants, by their numbers in the list. */
  take(wanted: Uint8Array): void;
}

/** A booted, locked interpreter that waits for a request. */
export interface Jail {
  readonly module: EmscriptenModule;
  readonly channel: Channel;
  readonly stdin: Stdin;
  readonly entropy: Entropy;
  readonly budget: Budget;
  readonly lazyModules: LazyModules;
  readonly filesIn: FilesIn;
  filesOut: GivesFiles;
  /** Null where no program has functions. */
  readonly calls: Calls | null;
  /** Address of the Python function that answers requests. */
  readonly entry: number;
  /** The steps of the warm-up that were not taken; empty once there was a request. */
  readonly warmUpLeft: (() => void)[];
  terminal: TerminalView;
  /** Values that came with the request whose turn it is; null where none did. */
  inputs: Uint8Array | null;
  /** Whether there are packages of which its interpreter does not know yet. */
  hasNewPackages: boolean;
  /** Whether its interpreter can take no request any more. */
  isSpent: boolean;
  /** The last request; null before the first. */
  last: LastRequest | null;
}

/** A request, as it came and as it was read. */
export interface LastRequest {
  readonly header: Uint8Array<ArrayBuffer>;
  readonly request: JailRequest;
  /** Whether the one before it had the same header. */
  readonly isRepeated: boolean;
}

/** The jail's last frame on a request. */
export interface LastFrame {
  readonly type: typeof FrameType.End | typeof FrameType.Failure;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Whether another request may follow. */
  readonly kept: boolean;
}

/**
 * Reads a request: what its program may hold counts from here, with the files that come before its source.
 *
 * @throws {MessageError} where `header` is no request.
 */
export function beginRequest(jail: Jail, header: Uint8Array<ArrayBuffer>): void {
  // Most requests of a session have the same header: neither this side nor Python's reads it twice.
  const { last } = jail;
  const isRepeated = last !== null && areEqual(header, last.header);
  const request = isRepeated ? last.request : decodeRequest(header);
  const steps = jail.warmUpLeft.splice(0);
  // Where objects come to lie follows from what was there before them: a reproducible program finds all that there can be.
  if (request.setting.seed !== null) steps.forEach((step) => step());
  jail.last = { header, request, isRepeated };
  jail.budget.begin(request.setting.maxHeapBytes);
  const hasFunctions = request.kind === "program" && request.functions !== null;
  if (hasFunctions && jail.calls === null) throw new Error("This jail takes no functions");
  jail.calls?.begin(hasFunctions);
  // The times of files that are written before the program starts are as reproducible as its own.
  seedEntropy(jail);
}

/** Answers the request that was begun. Nothing that its program does makes this throw. */
export function execute(jail: Jail, source: Uint8Array<ArrayBuffer>): LastFrame {
  const { header, request, isRepeated } = jail.last!;
  const { terminals, keep, filesOut, display } = request.setting;
  jail.terminal = terminals;
  if (display) connectDisplay(jail.module, jail.channel, () => jail.last!.request.setting.display);
  jail.entropy.begin();
  if (filesOut && request.kind === "program" && request.program.kind === "file") {
    jail.filesIn.writeScript(request.program.path, source);
  }
  // Whatever files there were, a program begins at the same moment.
  seedEntropy(jail);
  const { inputs } = jail;
  jail.inputs = null;
  return call(jail, isRepeated ? new Uint8Array(0) : header, source, keep, inputs);
}

function seedEntropy({ entropy, last }: Jail): void {
  const { seed } = last!.request.setting;
  if (seed !== null) entropy.seed(BigInt(seed));
}

/**
 * Takes a step of the warm-up.
 *
 * @throws {Error} where that fails: a jail that cannot do this can do nothing.
 */
export function executeWarmUp(jail: Jail, step: number): void {
  // What a real request takes on this side is run as well.
  decodeRequest(encodeRequest(SAMPLE));
  const { type, payload } = call(jail, encodeWarmUp(step), new Uint8Array(0), false);
  if (type !== FrameType.End) throw new Error("The warm-up failed");
  encodeFrame(type, payload);
}

/** Executes a program like a request of a host's, and forgets how it ended. What it writes must go nowhere by now. */
export function executeSilently(jail: Jail, source: Uint8Array): void {
  call(jail, encodeRequest(SAMPLE), source, false);
}

/**
 * Calls Python with a request: the header, a newline, and the source. No header is the same one as before. Inputs are a message of
 * their own before it, so that nothing holds their bytes while the program runs.
 */
function call(
  jail: Jail,
  header: Uint8Array,
  source: Uint8Array,
  keep: boolean,
  inputs: Uint8Array | null = null,
): LastFrame {
  const { module, entry, budget } = jail;
  const take = (...parts: [Uint8Array, Uint8Array]) =>
    callPython(module, entry, message(...parts)) !== null;
  const end = (answer: Uint8Array, kept: boolean): LastFrame => {
    const { refusals, peak } = budget;
    const facts = { refusedMemory: refusals > 0, kept, peakHeapBytes: peak };
    return { type: FrameType.End, payload: encodeEnd(answer, facts), kept };
  };
  try {
    if (jail.hasNewPackages) jail.hasNewPackages = !take(PACKAGES, new Uint8Array(0));
    const isTaken = !jail.hasNewPackages && (inputs === null || take(INPUTS, inputs));
    const answer = isTaken ? callPython(module, entry, message(header, source)) : null;
    return answer === null ? end(encodeSilentAnswer(1, true), false) : end(answer, keep);
  } catch (error) {
    if (error instanceof ExitRequested) return end(encodeSilentAnswer(error.status, false), false);
    return { type: FrameType.Failure, payload: encodeMessage(failureOf(error)), kept: false };
  }
}

/** Two parts, with a newline between. */
function message(header: Uint8Array, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(header.length + 1 + rest.length);
  bytes.set(header);
  bytes[header.length] = 0x0A;
  bytes.set(rest, header.length + 1);
  return bytes;
}
