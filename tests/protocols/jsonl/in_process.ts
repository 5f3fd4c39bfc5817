/** A server in the test's own process, on jails of the test's choosing. */
import assert from "node:assert/strict";
import type { Engine } from "../../../src/engine/engine.ts";
import type { EngineOptions } from "../../../src/engine/engine_options.ts";
import type { JailCommand } from "../../../src/host/jail_process.ts";
import { Outbox } from "../../../src/protocols/jsonl/outbox.ts";
import { Server } from "../../../src/protocols/jsonl/server.ts";
import type { Answer } from "../../e2e/served.ts";
import { CEILINGS, engineOn } from "../../engine/fake_jails.ts";

/** A server, to which requests go without a line between. Disposing of it ends its jails. */
export class InProcess implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #server: Server;
  readonly #waiting = new Map<unknown, (answer: Answer) => void>();
  /** Answers that no `ask` waits for. */
  readonly strays: Answer[] = [];
  #ids = 0;
  /** The beginning of a line whose end has not come yet. */
  #begun = "";

  constructor(command: JailCommand, spares: number, options: Partial<EngineOptions> = {}) {
    this.#engine = engineOn(command, { spares, ...options });
    const outbox = new Outbox((bytes) => this.#hear(new TextDecoder().decode(bytes)), 1 << 20);
    this.#server = new Server(this.#engine, {
      limits: options.limits ?? CEILINGS,
      maxLineBytes: 1 << 20,
      versions: { version: "0.0.0", python: "3.0.0" },
    }, outbox);
  }

  /** How many jails wait for a program. */
  get spares(): number {
    return this.#engine.state().load.spares;
  }

  /** The answer to a request, without its id and statistics. */
  ask(request: Answer): Promise<Answer> {
    const id = ++this.#ids;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.set(id, resolve);
    this.send({ ...request, id });
    return promise;
  }

  /** Makes a request whose answer will be among the strays. */
  send(request: Answer): void {
    assert.ok(this.#server.accept({ kind: "text", text: JSON.stringify(request) }));
  }

  /** Stops all requests, as SIGTERM does. */
  stopAll(): void {
    this.#engine.stop({ kind: "signal", signal: "SIGTERM" });
  }

  /** Resolves when the server would read another line. */
  room(): Promise<void> {
    return this.#server.mayRead();
  }

  #hear(text: string): Promise<void> {
    const lines = (this.#begun + text).split("\n");
    this.#begun = lines.pop()!;
    for (const line of lines) {
      const { id, stats: _, ...answer } = JSON.parse(line) as Answer;
      const resolve = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (resolve === undefined) this.strays.push({ id, ...answer });
      else resolve(answer);
    }
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
  }
}
