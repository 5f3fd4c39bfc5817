/**
 * HOSTILE ONCE A PROGRAM RUNS. The program's calls of host functions, as Python makes them: through a device, which is there once a
 * program has functions. Which function, which arguments and what an answer means is Python's business.
 */
import { AnswerKind, decodeCallAnswer } from "../wire/call_answer.ts";
import { FrameType } from "../wire/frame.ts";
import type { Services } from "./system_calls.ts";
import { Interrupted } from "./channel.ts";
import { DEVICE } from "./device_numbers.ts";
import { type EmscriptenModule, Errno } from "./emscripten.ts";

/**
 * Where Python makes calls. A write at `SEND` or `SEND_LOOSE` is the payload of a call, at `DROP` the number of one whose answer nobody
 * wants any more; none is written where it was taken. A read at a number waits for the answer to that call: kind and length, and all of it where there is room, which takes
 * it. A read at `ANY` and a number of milliseconds waits for any answer to a loose call, and gives the numbers of all that are there.
 */
const PATH = "/dev/calls";
const SEND = 0;
const SEND_LOOSE = 1;
const DROP = 2;
const ANY = 2 ** 32;

/** Bytes of kind and length. */
const HEAD_BYTES = 5;

/** The kind of an answer for which the program has no room; beside those of `AnswerKind`. */
const NO_ROOM = 2;

const NOTHING = new Uint8Array(0);
const NO_ANSWER = { kind: AnswerKind.value, json: NOTHING } as const;

/** A call that has no answer, or whose answer Python has not taken. */
interface OpenCall {
  /** Whether nobody waits for this one alone. */
  isLoose: boolean;
  isDropped: boolean;
  answer: { readonly kind: number; readonly json: Uint8Array } | null;
}

/** The calls of the programs of one jail, one after the other. */
export class Calls {
  readonly #module: EmscriptenModule;
  readonly #services: Pick<Services, "channel" | "budget" | "entropy">;
  readonly #open = new Map<number, OpenCall>();
  #isConnected = false;
  /** Whether the next wait for any answer ends at once: a signal has ended the last, and its caller has to look around. */
  #isWoken = false;

  constructor(
    module: EmscriptenModule,
    services: Pick<Services, "channel" | "budget" | "entropy">,
  ) {
    this.#module = module;
    this.#services = services;
  }

  /** A program begins, with functions or without. */
  begin(hasFunctions: boolean): void {
    for (const { answer } of this.#open.values()) this.#release(answer);
    this.#open.clear();
    if (!hasFunctions || this.#isConnected) return;
    this.#isConnected = true;
    this.#services.channel.onCallAnswer((payload) => this.#receive(payload));
    this.#connect();
  }

  #connect(): void {
    const { FS } = this.#module;
    const device = FS.makedev(...DEVICE.calls);
    FS.registerDevice(device, {
      read: (_stream, buffer, offset, length, position) => {
        const target = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
        try {
          return position < ANY ? this.#read(target, position) : this.#any(target, position - ANY);
        } catch (error) {
          if (!(error instanceof Interrupted)) throw error;
          this.#isWoken = position >= ANY;
          throw new FS.ErrnoError(Errno.EINTR);
        }
      },
      write: (_stream, buffer, offset, length, position) => {
        const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
        return this.#write(bytes, position) ? length : 0;
      },
    });
    FS.mkdev(PATH, 0o666, device);
  }

  /** Whether there was anything to do. */
  #write(bytes: Uint8Array, what: number): boolean {
    const number = uint32(bytes, 0);
    if (what === DROP) return this.#drop(number);
    if (what !== SEND && what !== SEND_LOOSE) return false;
    this.#open.set(number, { isLoose: what === SEND_LOOSE, isDropped: false, answer: null });
    this.#services.channel.send(FrameType.Call, bytes);
    return true;
  }

  /** It stays open until its answer comes, which is told, and is nothing. */
  #drop(number: number): boolean {
    const call = this.#open.get(number);
    if (call === undefined) return false;
    call.isLoose = call.isDropped = true;
    if (call.answer === null) return true;
    this.#release(call.answer);
    call.answer = NO_ANSWER;
    return true;
  }

  #receive(payload: Uint8Array<ArrayBuffer>): void {
    const { number, kind, json } = decodeCallAnswer(payload);
    const call = this.#open.get(number);
    if (call === undefined) return;
    if (call.isDropped) call.answer = NO_ANSWER;
    else if (this.#services.budget.take(json.length)) call.answer = { kind, json };
    else call.answer = { kind: NO_ROOM, json: NOTHING };
  }

  #read(target: Uint8Array, number: number): number {
    const call = this.#open.get(number);
    if (call === undefined || target.length < HEAD_BYTES) return 0;
    this.#services.channel.takeUntil(() => call.answer !== null, Infinity);
    const { kind, json } = call.answer!;
    target[0] = kind;
    for (let at = 0; at < 4; at++) target[1 + at] = json.length >>> (8 * at);
    if (target.length < HEAD_BYTES + json.length) return HEAD_BYTES;
    target.set(json, HEAD_BYTES);
    this.#release(call.answer);
    this.#open.delete(number);
    return HEAD_BYTES + json.length;
  }

  #any(target: Uint8Array, milliseconds: number): number {
    const { channel, entropy } = this.#services;
    const isThere = ({ isLoose, answer }: OpenCall) => isLoose && answer !== null;
    const isOver = () => this.#isWoken || [...this.#open.values()].some(isThere);
    channel.takeUntil(isOver, milliseconds);
    const isSlept = !this.#isWoken;
    this.#isWoken = false;
    let length = 0;
    for (const [number, call] of this.#open) {
      if (!isThere(call) || length + 4 > target.length) continue;
      for (let at = 0; at < 4; at++) target[length++] = number >>> (8 * at);
    }
    if (length === 0 && isSlept) entropy.slept(milliseconds);
    return length;
  }

  #release(answer: OpenCall["answer"]): void {
    if (answer !== null) this.#services.budget.release(answer.json.length);
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24) >>> 0;
}
