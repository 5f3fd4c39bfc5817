/** A server in the test's own process, on jails of the test's choosing. */
import assert from "node:assert/strict";
import type { JailCommand } from "../../../src/host/jail_process.ts";
import { JailPool } from "../../../src/host/pool.ts";
import { Outbox } from "../../../src/serve/outbox.ts";
import { Server, type ServerOptions } from "../../../src/serve/server.ts";
import type { Answer } from "../../e2e/served.ts";
import { CEILINGS } from "../requests.ts";

const OPTIONS: ServerOptions = {
  limits: CEILINGS,
  walls: "off",
  workers: 4,
  maxSessions: 100,
  sessionIdleMs: null,
  maxLineBytes: 1 << 20,
  versions: { version: "0.0.0", python: "3.0.0" },
};

/** The command that starts the fake jail of this folder. `atRest` is what it does when it has said hello. */
export function fakeJail(atRest: string): JailCommand {
  const cache = Deno.env.get("DENO_DIR");
  return {
    path: Deno.execPath(),
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-config", "--no-lock"],
      // To signal itself takes the permission to run.
      "--allow-run",
      new URL("jail.ts", import.meta.url).href,
      atRest,
    ],
    env: cache === undefined ? {} : { DENO_DIR: cache },
  };
}

/** A server, asked without a line between. Disposing of it ends its jails. */
export class InProcess implements AsyncDisposable {
  readonly pool: JailPool;
  readonly #server: Server;
  readonly #waiting = new Map<unknown, (answer: Answer) => void>();
  /** Lines that nobody has asked for. */
  readonly strays: Answer[] = [];
  #ids = 0;

  constructor(command: JailCommand, spares: number, options: Partial<ServerOptions> = {}) {
    const performing = (): number => this.#server?.performing ?? 0;
    this.pool = new JailPool({
      command,
      spares,
      mostBoots: () => 4 - performing(),
      hasRoom: () => true,
    });
    const outbox = new Outbox((bytes) => this.#hear(new TextDecoder().decode(bytes)), 1 << 20);
    this.#server = new Server({ ...OPTIONS, ...options }, this.pool, outbox, () => {});
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
    assert.ok(this.#server.take({ kind: "text", text: JSON.stringify(request) }));
  }

  /** Stops all requests, as SIGTERM does. */
  stopAll(): void {
    this.#server.stopAll({ kind: "signal", signal: "SIGTERM" });
  }

  /** Resolves when the server would read another line. */
  room(): Promise<void> {
    return this.#server.room();
  }

  #hear(lines: string): Promise<void> {
    for (const line of lines.trimEnd().split("\n")) {
      const { id, stats: _, ...answer } = JSON.parse(line) as Answer;
      const resolve = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (resolve === undefined) this.strays.push({ id, ...answer });
      else resolve(answer);
    }
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server[Symbol.dispose]();
    await this.pool[Symbol.asyncDispose]();
  }
}
