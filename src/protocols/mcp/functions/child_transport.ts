/** TRUSTED. Messages as lines, to and from another server that this process has started. What it writes is bounded; lines that are no messages are dropped. */
import { type JsonBounds, parseJson } from "../../../core/json.ts";
import { MEBIBYTE } from "../../../core/units.ts";
import { LineReader } from "../../../core/lines.ts";
import { LARGEST_MESSAGE_BYTES } from "../message.ts";
import type { MessageTransport, RpcMessage } from "../sdk.ts";

/** The pipes of a process. */
export interface Child {
  /** Reads some bytes; null at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes all of the bytes; rejects where the process is gone. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

const READ_BYTES = 64 * 1024;

/** More than an answer to a program may have. */
const BOUNDS: JsonBounds = {
  depth: 128,
  containers: 262_144,
  values: 1_048_576,
  names: 524_288,
  nameUnits: 8 * MEBIBYTE,
  shortUnits: LARGEST_MESSAGE_BYTES,
  otherUnits: LARGEST_MESSAGE_BYTES,
};

const encoder = new TextEncoder();

/** The transport to one process. */
export class ChildTransport implements MessageTransport {
  onmessage?: (message: never) => void;
  onclose?: (() => void) | undefined;
  readonly #child: Child;
  readonly #parse: (value: unknown) => RpcMessage;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(child: Child, parse: (value: unknown) => RpcMessage) {
    this.#child = child;
    this.#parse = parse;
  }

  start(): Promise<void> {
    this.#readAll();
    return Promise.resolve();
  }

  /** Writes a message behind those before it. */
  send(message: RpcMessage): Promise<void> {
    const bytes = encoder.encode(`${JSON.stringify(message)}\n`);
    const written = this.#writing.then(() => this.#child.write(bytes));
    this.#writing = written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#child.close();
    this.onclose?.();
  }

  async #readAll(): Promise<void> {
    const lines = new LineReader(LARGEST_MESSAGE_BYTES);
    const buffer = new Uint8Array(READ_BYTES);
    for (;;) {
      const count = await this.#child.read(buffer).catch(() => null);
      if (count === null) break;
      for (const line of lines.read(buffer.subarray(0, count))) {
        if (line.kind === "text") this.#take(line.text);
      }
    }
    await this.close();
  }

  #take(text: string): void {
    let message;
    try {
      message = this.#parse(parseJson(text, BOUNDS));
    } catch {
      // Servers print other things as well.
      return;
    }
    this.onmessage?.(message as never);
  }
}
