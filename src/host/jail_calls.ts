/**
 * TRUSTED. The calls that one program makes of host functions: checked, passed on, and each answered once, in any order. While one has
 * no answer, the program's time limit is spent by its processor time: a program that waits uses none, whatever else it says.
 */
import { formatDuration } from "../core/units.ts";
import type { RawJson } from "../core/raw_json.ts";
import { BOUNDS } from "../wire/bounds.ts";
import { type CallFault, type CallResult, encodeCallAnswer } from "../wire/call_answer.ts";
import { decodeCall, decodeCallHead, type FunctionSpec } from "../wire/calls.ts";
import { MessageError } from "../wire/fields.ts";
import type { Watch } from "./watch.ts";

export type { CallFault, FunctionSpec };

type Bytes = Uint8Array<ArrayBuffer>;

/** Most bytes of the JSON of a value that answers a call. */
export const LARGEST_VALUE_BYTES = BOUNDS.CALL_VALUE_BYTES;

/** Most bytes of answers on their way to a jail, beside one: others of a jail that takes none are errors. */
const UNTAKEN_BYTES = 16 * 1024 * 1024;

/** How many answers may be on their way: a jail may have taken those of all open calls, and made as many more, before the host knows. */
const MOST_UNTAKEN = 4 * BOUNDS.OPEN_CALLS;

/** A call that waits for its answer. */
export interface HostCall {
  readonly name: string;
  /** The JSON of an array, and of an object: claims. */
  readonly args: RawJson;
  readonly kwargs: RawJson;
  /** Aborted when nobody waits for the answer any more, and there was none. */
  readonly signal: AbortSignal;
  /** Gives the answer, once. False where nobody waits for it. A value must be JSON of at most `LARGEST_VALUE_BYTES`. */
  answer(result: CallResult): boolean;
}

/** What a program may call, and who hears of it. */
export interface CallOptions {
  readonly functions: readonly FunctionSpec[];
  /** How long a call may wait for its answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How many calls a program may make. */
  readonly most: number;
  /** Must not throw. */
  readonly onCall: (call: HostCall) => void;
  /** Hears whether the program has calls without an answer. Must not throw. */
  readonly onWaiting: (waits: boolean) => void;
}

/** What calls take of the program's jail. */
export interface CallJail {
  readonly watch: Pick<Watch, "spendCpu" | "resume">;
  /** Takes a frame to the jail, and settles when the jail's pipe has it. */
  readonly send: (frame: Bytes) => Promise<unknown>;
}

/** The calls of one program, as its supervisor has them. */
export interface TakesCalls {
  /** The functions, as the jail is told of them. */
  readonly functions: string;
  /** The program may run from now on. */
  begin(jail: CallJail): void;
  /** Takes a call: the payload of one frame. @throws {MessageError} where it is none that could come now. */
  take(payload: Uint8Array): void;
  /** The program has ended: whatever is open is given up. */
  end(): void;
}

interface OpenCall {
  readonly given: AbortController;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The calls of one program. */
export class JailCalls implements TakesCalls {
  readonly functions: string;
  readonly #options: CallOptions;
  #jail: CallJail | null = null;
  /** Calls without an answer, by number. */
  readonly #open = new Map<number, OpenCall>();
  #count = 0;
  /** Answers that the jail has not taken yet, and their bytes. */
  #untaken = 0;
  #untakenBytes = 0;

  constructor(options: CallOptions) {
    this.#options = options;
    this.functions = JSON.stringify(options.functions);
  }

  begin(jail: CallJail): void {
    this.#jail = jail;
  }

  take(payload: Uint8Array): void {
    const { functions, most, timeoutMs } = this.#options;
    const { number, index } = decodeCallHead(payload);
    const name = functions[index]?.name;
    if (number !== this.#count) {
      throw new MessageError(`A call has the number ${number}, expected ${this.#count}`);
    }
    if (name === undefined) throw new MessageError(`A call of a function ${index}, which is none`);
    if (this.#open.size >= BOUNDS.OPEN_CALLS) {
      throw new MessageError(`A call came while ${BOUNDS.OPEN_CALLS} were without an answer`);
    }
    if (this.#untaken >= MOST_UNTAKEN) {
      throw new MessageError(`A call came while ${MOST_UNTAKEN} answers were not taken`);
    }
    this.#count++;
    if (number >= most) {
      const message = `${name}: expected at most ${most} calls of one program (maxCalls)`;
      this.#send(number, { error: { type: "RuntimeError", message } });
      return;
    }
    const { args, kwargs } = decodeCall(payload);
    const late = () => {
      const message = `${name}: no answer within ${formatDuration(timeoutMs)} (callTimeout)`;
      const { given } = this.#open.get(number)!;
      this.#answer(number, { error: { type: "TimeoutError", message } });
      given.abort();
    };
    const given = new AbortController();
    this.#open.set(number, { given, timer: setTimeout(late, timeoutMs) });
    if (this.#open.size === 1) this.#wait(true);
    const answer = (result: CallResult) => this.#answer(number, result);
    this.#options.onCall({ name, args, kwargs, signal: given.signal, answer });
  }

  end(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    this.#options.onWaiting(false);
    for (const { timer, given } of open) {
      clearTimeout(timer);
      given.abort();
    }
  }

  #wait(waits: boolean): void {
    if (waits) this.#jail!.watch.spendCpu();
    else this.#jail!.watch.resume();
    this.#options.onWaiting(waits);
  }

  #answer(number: number, result: CallResult): boolean {
    const call = this.#open.get(number);
    if (call === undefined) return false;
    clearTimeout(call.timer);
    this.#open.delete(number);
    if (this.#open.size === 0) this.#wait(false);
    this.#send(number, result);
    return true;
  }

  /** Sends an answer. A jail that takes none must not make the host keep them. */
  async #send(number: number, result: CallResult): Promise<void> {
    const isTooMuch = "value" in result && this.#untaken > 0 &&
      this.#untakenBytes + result.value.length > UNTAKEN_BYTES;
    const message = "the program has too many answers that it has not taken yet";
    const frame = encodeCallAnswer(
      number,
      isTooMuch ? { error: { type: "MemoryError", message } } : result,
    );
    this.#untaken++;
    this.#untakenBytes += frame.length;
    await this.#jail!.send(frame);
    this.#untaken--;
    this.#untakenBytes -= frame.length;
  }
}
