/** TRUSTED. One connection of a client over HTTP/1.1: its requests one after another, each within its bounds of time and size. */
import { LARGEST_MESSAGE_BYTES } from "../message.ts";
import { BodyAccount, type BodyBudget, readBody } from "./body.ts";
import { ByteSource, type Readable } from "./byte_source.ts";
import { type Head, HttpError, LARGEST_HEAD_BYTES, parseHead } from "./head.ts";
import { errorResponse, writeResponse } from "./response.ts";

/** What a client is connected by. */
export interface Connected extends Readable {
  /** Writes some bytes, and says how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Ends what is written. */
  closeWrite(): Promise<void>;
  close(): void;
}

/** How long a client may take, in milliseconds. */
export interface HttpTimeouts {
  /** From a request's first byte to the end of its head. */
  readonly head: number;
  /** For a whole body. */
  readonly body: number;
  /** Until its next request. */
  readonly idle: number;
  /** To take any of what is written to it. */
  readonly write: number;
}

/** How long a client that was refused may go on sending, in milliseconds: it would not read why if it were cut off. */
const LINGER_MS = 1000;

/** What is usual. */
export const HTTP_TIMEOUTS: HttpTimeouts = {
  head: 10_000,
  body: 60_000,
  idle: 60_000,
  write: 30_000,
};

/** A request with its body. */
export interface Received {
  readonly request: Request;
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** Whose it is; empty where no token is needed. */
  readonly principal: string;
}

/** What a connection is served with. */
export interface ConnectionParts {
  readonly budget: BodyBudget;
  /** Whose request that head is of. Refuses what need not be read. Rejects with an HttpError. */
  readonly judge: (head: Head) => Promise<string>;
  readonly answer: (received: Received) => Promise<Response>;
  /** Whether the server ends: no request follows. */
  readonly isEnding: () => boolean;
  /** Hears of bytes that wait for the client, and, negative, of those that it has taken. */
  readonly onUnsent: (bytes: number) => void;
}

/** A connection, from its first byte to its end. */
export class Connection {
  readonly #connected: Connected;
  readonly #parts: ConnectionParts;
  readonly #timeouts: HttpTimeouts;
  readonly #source: ByteSource;
  #isIdle = true;
  #isStream = false;
  #isClosed = false;

  constructor(connected: Connected, parts: ConnectionParts, timeouts = HTTP_TIMEOUTS) {
    this.#connected = connected;
    this.#parts = parts;
    this.#timeouts = timeouts;
    this.#source = new ByteSource(connected);
  }

  /** Whether no request is being received or answered. */
  get isIdle(): boolean {
    return this.#isIdle;
  }

  /** Whether it serves a stream that has no end. */
  get isStream(): boolean {
    return this.#isStream;
  }

  /** Ends it, whatever it does. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#connected.close();
    } catch {
      // The client has closed it.
    }
  }

  /** Serves its requests. Never rejects. */
  async serve(): Promise<void> {
    try {
      // A stream that began before the end was decided has told its client of another request.
      while (await this.#serveOne() && !this.#parts.isEnding());
    } catch {
      // The connection is broken, or was closed for taking too long.
    } finally {
      this.close();
    }
  }

  /** Serves the next request. False where it was the last one. */
  async #serveOne(): Promise<boolean> {
    this.#isIdle = true;
    await this.#within(this.#timeouts.idle, this.#source.waitForBytes());
    this.#isIdle = false;
    const gone = new AbortController();
    this.#source.gone.then(() => gone.abort());
    using account = new BodyAccount(this.#parts.budget);
    let response: Response;
    let keepsOpen = false;
    let isRefused = false;
    try {
      const head = await this.#head();
      if (head === null) return false;
      // Before the body: whoever is not let in takes none of the memory for bodies.
      const principal = await this.#parts.judge(head);
      this.#isStream = head.method === "GET";
      const body = await this.#body(head, account);
      if (body === null) return false;
      keepsOpen = head.keepsOpen;
      const { method, target, headers } = head;
      const url = new URL(`http://pysandbox${target}`);
      const request = new Request(url, { method, headers, signal: gone.signal });
      response = await this.#parts.answer({
        request,
        body: body.length === 0 ? null : body,
        principal,
      });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      // What follows may be the rest of a body.
      response = errorResponse(error.status, error.message, error.headers);
      isRefused = true;
    }
    keepsOpen &&= !this.#parts.isEnding();
    await writeResponse(response, keepsOpen, (bytes) => this.#write(bytes), gone.signal);
    if (isRefused) await this.#within(LINGER_MS, this.#linger());
    return keepsOpen;
  }

  async #head(): Promise<Head | null> {
    const text = await this.#within(
      this.#timeouts.head,
      this.#source.textUntil("\r\n\r\n", LARGEST_HEAD_BYTES),
    );
    return text === null ? null : parseHead(text);
  }

  async #body(head: Head, account: BodyAccount): Promise<Uint8Array<ArrayBuffer> | null> {
    if (head.expectsContinue) {
      await this.#write(new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n"));
    }
    const body = readBody(this.#source, head.length, LARGEST_MESSAGE_BYTES, account);
    return await this.#within(this.#timeouts.body, body);
  }

  async #linger(): Promise<void> {
    await this.#connected.closeWrite();
    await this.#source.discard();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#parts.onUnsent(bytes.length);
    try {
      for (let at = 0; at < bytes.length;) {
        const written = this.#connected.write(bytes.subarray(at));
        at += await this.#within(this.#timeouts.write, written);
      }
    } finally {
      this.#parts.onUnsent(-bytes.length);
    }
  }

  /** The value, or the end of the connection where that takes too long. */
  async #within<T>(milliseconds: number, value: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.close();
      late.reject(new Error("The client takes too long"));
    }, milliseconds);
    try {
      return await Promise.race([value, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
