/** One running `mcp --http`, and never left behind. */
import assert from "node:assert/strict";
import { start } from "./command.ts";

/** A server on a free port of this machine. Disposing of it kills it. */
export class HttpServed implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly url: string;
  readonly port: number;

  private constructor(child: Deno.ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    this.port = Number(new URL(url).port);
  }

  /** Starts one. Resolves when it serves. */
  static async start(...options: readonly string[]): Promise<HttpServed> {
    const child = start(["mcp", "--http", "127.0.0.1:0", ...options]);
    let said = "";
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      const [, url] = /^pysandbox: serving (http:\S+)\n/m.exec(said) ?? [];
      if (url !== undefined) return new HttpServed(child, url);
    }
    assert.fail(`no server: ${said}`);
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
  }
}
