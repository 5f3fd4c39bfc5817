/**
 * TRUSTED. Messages as lines, between one client and the SDK: what is read is bounded, what is written waits for its reader, and a line that
 * is no message is answered and forgotten.
 */
import { formatSize } from "../../core/units.ts";
import { jsonLine, jsonLineParts } from "../../report/report_json.ts";
import type { Line } from "../../core/lines.ts";
import type { Outbox, OutLine } from "../jsonl/outbox.ts";
import { inTurns, othersTurn } from "../../core/turns.ts";
import {
  checkMessage,
  LARGEST_MESSAGE_BYTES,
  MessageError,
  parseError,
  readMessage,
} from "./message.ts";
import type { McpSdk, MessageTransport, RpcMessage } from "./sdk.ts";

const encoder = new TextEncoder();

/** The transport of one client. */
export class LineTransport implements MessageTransport {
  onmessage?: (message: never) => void;
  onclose?: (() => void) | undefined;
  readonly #outbox: Outbox;
  readonly #parse: McpSdk["parseMessage"];
  /** Ids of requests that have no answer yet. */
  readonly #open = new Set<unknown>();
  #nextAnswer = Promise.withResolvers<void>();

  constructor(outbox: Outbox, parse: McpSdk["parseMessage"]) {
    this.#outbox = outbox;
    this.#parse = parse;
  }

  /** How many requests have no answer yet. */
  get open(): number {
    return this.#open.size;
  }

  /** Takes a line of the client's: a long one in steps, between which others get their turn. */
  async take(line: Line): Promise<void> {
    try {
      const message = checkMessage(await inTurns(readMessage(textOf(line))), this.#parse);
      this.#note(message);
      this.onmessage?.(message as never);
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.#outbox.push(jsonLine(error.answer));
    }
  }

  /** Resolves when fewer requests than `most` have no answer. */
  async fewerThan(most: number): Promise<void> {
    while (this.#open.size >= most) await this.#nextAnswer.promise;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  /** Writes a message. Resolves when the client has room for more. */
  async send(message: RpcMessage): Promise<void> {
    this.#outbox.push(await lineOf(message));
    if (!("method" in message) && "id" in message) this.#settle(message.id);
    await this.#outbox.drained();
  }

  close(): Promise<void> {
    this.onclose?.();
    return Promise.resolve();
  }

  #note(message: { id?: unknown; method?: unknown; params?: { requestId?: unknown } }): void {
    if (message.id !== undefined && message.method !== undefined) this.#open.add(message.id);
    // Nobody answers a request that was cancelled.
    if (message.method === "notifications/cancelled") this.#settle(message.params?.requestId);
  }

  #settle(id: unknown): void {
    if (!this.#open.delete(id)) return;
    this.#nextAnswer.resolve();
    this.#nextAnswer = Promise.withResolvers();
  }
}

/** A message as a line; a long one is made in parts, between which others get their turn. */
async function lineOf(message: RpcMessage): Promise<OutLine> {
  const parts = jsonLineParts(message);
  const [first, second] = [parts.next(), parts.next()];
  if (second.done) return first.value!;
  const line = [first.value!, second.value].map((part) => encoder.encode(part));
  for (;;) {
    await othersTurn();
    const part = parts.next();
    if (part.done) return line;
    line.push(encoder.encode(part.value));
  }
}

function textOf(line: Line): string {
  switch (line.kind) {
    case "text":
      return line.text;
    case "not-utf8":
      throw parseError("the line is not UTF-8");
    case "too-long":
      throw parseError(
        `the line is too long: expected at most ${formatSize(LARGEST_MESSAGE_BYTES)}`,
      );
  }
}
