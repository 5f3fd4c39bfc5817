/** One running `mcp --http`, and never left behind. */
import assert from "node:assert/strict";
import { start } from "./command.ts";

/** A server on a free port of this machine. Disposing of it kills it. */
export class HttpServed implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly #log: Log;

  private constructor(child: Deno.ChildProcess, url: string, log: Log) {
    this.#child = child;
    this.url = url;
    this.port = Number(new URL(url).port);
    this.#log = log;
  }

  /** Starts one. Resolves when it serves. */
  static async start(...options: readonly string[]): Promise<HttpServed> {
    const child = start(["mcp", "--http", "127.0.0.1:0", ...options]);
    const log = new Log(child.stderr);
    const url = await log.find(/^pysandbox: serving (http:\S+)\n/m);
    assert.ok(url !== null, `no server: ${log.text}`);
    return new HttpServed(child, url, log);
  }

  /** What it has written to standard error. */
  get said(): string {
    return this.#log.text;
  }

  /** Its process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Sends it a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Its exit status, when it has ended. */
  async code(): Promise<number> {
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#child.stdin.close().catch(() => {});
    await this.#child.stdout.cancel();
    await this.#log.ended;
  }
}

/** What comes on a stream, kept as it comes. */
class Log {
  text = "";
  readonly ended: Promise<void>;
  #more = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.ended = this.#read(stream);
  }

  /** The first group of a match, when there is one; null where it ends without. */
  async find(pattern: RegExp): Promise<string | null> {
    let hasEnded = false;
    this.ended.then(() => hasEnded = true);
    for (;;) {
      const found = pattern.exec(this.text)?.[1];
      if (found !== undefined) return found;
      if (hasEnded) return null;
      await Promise.race([this.#more.promise, this.ended]);
    }
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.text += text;
      this.#more.resolve();
      this.#more = Promise.withResolvers();
    }
  }
}
