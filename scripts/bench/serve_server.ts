/** `serve-stdio` as the bench uses it: sends requests, and waits until it is idle. */
import { CannotMeasure } from "./cannot_measure.ts";
import { SANDBOX } from "./command.ts";
import { LineProcess } from "./line_process.ts";

/** The load that `ping` reports. */
export interface Load {
  readonly running: number;
  readonly queued: number;
  readonly spares: number;
  readonly workers: number;
}

/** How long all spares may take to boot, in milliseconds. */
const PATIENCE_MS = 60_000;
const GLANCE_MS = 5;

/** How long to wait after the last boot, in milliseconds: idle interpreters warm up. */
const PAUSE_MS = 600;

/** A running server. Disposing of it kills it; everything that it started ends with it. */
export class Server implements AsyncDisposable {
  readonly lines: LineProcess;
  readonly #spares: number | null;

  /**
   * @param spares how many interpreters are kept ready; null leaves it to the server: as many as it has workers.
   * @param options further ones.
   */
  constructor(spares: number | null = null, options: readonly string[] = []) {
    const argv = [...spares === null ? [] : ["--spares", String(spares)], ...options];
    this.lines = new LineProcess(SANDBOX, ["serve-stdio", "--quiet", ...argv]);
    this.#spares = spares;
  }

  /** Waits until nothing runs, waits or boots: then this server slows nothing down. */
  async rest(): Promise<Load> {
    const deadline = performance.now() + PATIENCE_MS;
    for (let isFirstLook = true;; isFirstLook = false) {
      const { load } = JSON.parse(await this.lines.ask(PING)) as { load: Load };
      const { running, queued, spares, workers } = load;
      if (running + queued === 0 && spares >= (this.#spares ?? workers)) {
        if (!isFirstLook) await pause(PAUSE_MS);
        return load;
      }
      if (performance.now() > deadline) {
        throw new CannotMeasure(
          `no more than ${spares} spare interpreters were ready within ${PATIENCE_MS / 1000} s; ` +
            "free some memory",
        );
      }
      await pause(GLANCE_MS);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lines[Symbol.asyncDispose]();
  }
}

/** The request that is answered at once, whatever else waits. */
export const PING = JSON.stringify({ ping: true });

/** The line of a request to run a program. @param session null for a fresh interpreter. */
export function requestLine(code: string, session: string | null): string {
  return JSON.stringify({ code, ...(session !== null && { session }) });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
