/** The verdict on a jail that sends certain items and then ends: a model of the host's verdicts, by its contract. */
import { type Item, joinBytes, type Reading } from "./model.ts";
import { REFUSED, TYPE, UNASKED_TYPES } from "./protocol.ts";
import type { Script } from "./scripted_process.ts";

/** One verdict. */
export interface Expected {
  readonly status: string;
  readonly exitCode: number;
  readonly stdout: Bytes;
  readonly stderr: Bytes;
  /** Which of the jail's claims are passed on; `ANY_CLAIMS` if that depends on when a kill arrives. */
  readonly claimed: unknown;
  /** Whether the jail got the program. */
  readonly started: boolean;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** How a process ends. */
type Dying = Pick<Script, "exit" | "diagnostics">;

interface End {
  readonly answer: {
    readonly exitCode: number;
    readonly memoryError: boolean;
    readonly claimed: unknown;
  };
  readonly refusedMemory: boolean;
}

/** Represents claims that may be present or not. */
export const ANY_CLAIMS: unique symbol = Symbol("any claims");

const NO_CLAIMS = { result: null, resultRepr: null, error: null };

/** The engine's message before it dies for lack of memory: it is believed only of an aborted process. */
const OUT_OF_MEMORY = /out of memory/;

/**
 * The correct verdicts. There is more than one if the jail sends several read requests: whether one comes before the
 * answer to the last depends on timing.
 */
export function expectedVerdicts(
  reading: Reading,
  script: Dying,
  maxOutputBytes: number,
): Expected[] {
  const requests = reading.items.filter(({ type }) => type === TYPE.readStdin).length;
  return Array.from({ length: Math.max(1, requests) }, (_, at) =>
    // The first read request cannot come too early.
    new Model(reading, script, maxOutputBytes, at === 0 ? Infinity : at + 1).verdict());
}

class Model {
  readonly #reading: Reading;
  readonly #script: Dying;
  readonly #most: number;
  /** Which read request comes before the last was answered, counted from 1. */
  readonly #earlyRequest: number;
  readonly #stdout: Uint8Array[] = [];
  readonly #stderr: Uint8Array[] = [];
  #outputBytes = 0;
  #started = false;
  #requests = 0;

  constructor(reading: Reading, script: Dying, most: number, earlyRequest: number) {
    this.#reading = reading;
    this.#script = script;
    this.#most = most;
    this.#earlyRequest = earlyRequest;
  }

  verdict(): Expected {
    for (const item of this.#reading.items) {
      const verdict = this.#take(item);
      if (verdict !== null) return verdict;
    }
    return this.#reading.ending === "clean" ? this.#death() : this.#violation();
  }

  /** The verdict, if this item decides it. */
  #take({ type, bytes, message }: Item): Expected | null {
    const isFailure = type === TYPE.failure;
    if (message === REFUSED) return this.#violation();
    if (type === TYPE.hello) {
      if (this.#started) return this.#violation();
      this.#started = true;
      return null;
    }
    if (!this.#started && !isFailure) return this.#violation();
    if (UNASKED_TYPES.includes(type)) return this.#violation();
    if (isFailure) return this.#failure((message as { kind: string }).kind);
    if (type === TYPE.end) return this.#end(message as End);
    if (type === TYPE.readStdin) {
      const isEarly = ++this.#requests >= this.#earlyRequest;
      return isEarly || bytes!.length !== 4 ? this.#violation() : null;
    }
    if (type === TYPE.waiting) {
      const [question, waits] = bytes!;
      const isRight = bytes!.length === 2 && question === TYPE.readStdin && waits! <= 1;
      return isRight ? null : this.#violation();
    }
    const kept = bytes!.subarray(0, this.#most - this.#outputBytes);
    this.#outputBytes += kept.length;
    (type === TYPE.stdout ? this.#stdout : this.#stderr).push(kept);
    return kept.length < bytes!.length ? this.#is("output", 153, ANY_CLAIMS) : null;
  }

  #end({ answer: { exitCode, memoryError, claimed }, refusedMemory }: End): Expected {
    if (memoryError && refusedMemory) return this.#is("memory", 137, claimed ?? NO_CLAIMS);
    return this.#is(exitCode === 0 ? "ok" : "error", exitCode, claimed ?? NO_CLAIMS);
  }

  #failure(kind: string): Expected {
    if (kind === "memory") return this.#is("memory", 137);
    if (kind !== "boot") return this.#is("crashed", 139);
    return this.#started ? this.#violation() : this.#is("internal", 125);
  }

  #death(): Expected {
    const { exit: { code, signal }, diagnostics } = this.#script;
    const isAborted = signal !== null || code === 133 || code === 134;
    if (this.#started && isAborted && OUT_OF_MEMORY.test(diagnostics)) {
      return this.#is("memory", 137);
    }
    return this.#violation();
  }

  /** A broken protocol, or an end without a message: before the program was sent, that counts as our own failure. */
  #violation(): Expected {
    return this.#started ? this.#is("crashed", 139) : this.#is("internal", 125);
  }

  #is(status: string, exitCode: number, claimed: unknown = NO_CLAIMS): Expected {
    const [stdout, stderr] = [joinBytes(this.#stdout), joinBytes(this.#stderr)];
    return { status, exitCode, stdout, stderr, claimed, started: this.#started };
  }
}
