/** One running `serve-stdio`: asked, watched from outside, and never left behind. */
import assert from "node:assert/strict";
import { allProcesses, isJailOf, type Process, survivorsOf } from "../../scripts/soak/processes.ts";
import { commandLine, type CommandOptions } from "./command.ts";

/** One line of a server. */
export type Answer = Readonly<Record<string, unknown>>;

/** How a server has made interpreters, as `ping` has it. */
export interface Makes {
  readonly forking: string;
  readonly forked: number;
  readonly booted: number;
  readonly failed: number;
}

/** How a server ended. */
export interface End {
  readonly code: number;
  readonly stderr: string;
  /** Lines that nobody has read before. */
  readonly rest: readonly Answer[];
  /** Processes of it, or of its jails, that are still there. Empty on Windows, where nobody looks. */
  readonly left: readonly Process[];
}

/** What a server finds around itself. */
type Surroundings = Pick<CommandOptions, "cwd" | "env"> & {
  /** Another command that reads and writes lines of JSON. */
  readonly command?: "mcp";
};

/** How long an answer may take on a machine that is busy with other things, in milliseconds. */
const PATIENCE_MS = 120_000;

const encoder = new TextEncoder();

/** A server in a process group of its own. Disposing of it kills whatever is left of that. */
export class Served implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stdout: ReadableStreamDefaultReader<Uint8Array>;
  readonly #stderr: Promise<string>;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  #lines: string[] = [];
  #begun: string[] = [];
  #ids = 0;

  /** @param words options of `serve-stdio`; at their end may stand what surrounds the server. */
  constructor(...words: readonly (string | Surroundings)[]) {
    const last = words.at(-1);
    const { command = "serve-stdio", ...surroundings } = typeof last === "object" ? last : {};
    const options = words.filter((word) => typeof word === "string");
    const [path, args] = commandLine([command, ...options]);
    this.#child = new Deno.Command(path, {
      ...surroundings,
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      // A process group of its own: whoever is in it at the end was left behind.
      detached: true,
    }).spawn();
    this.#stdin = this.#child.stdin.getWriter();
    this.#stdout = this.#child.stdout.getReader();
    this.#stderr = new Response(this.#child.stderr).text();
  }

  /** The server's process, and the number of its group. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Sends bytes, or a text, as they are. */
  async write(bytes: Uint8Array | string): Promise<void> {
    await this.#stdin.write(typeof bytes === "string" ? encoder.encode(bytes) : bytes);
  }

  /** Sends requests, each on its line: texts as they are, all else as JSON. */
  async send(...requests: readonly unknown[]): Promise<void> {
    const lines = requests.map((one) => typeof one === "string" ? one : JSON.stringify(one));
    await this.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** The next line; null at the end of them. Nothing is read that nobody asks for. */
  async next(): Promise<Answer | null> {
    const line = await this.#nextText();
    return line === null ? null : JSON.parse(line) as Answer;
  }

  /** The next line, which must be there, as it was written. */
  async nextLine(): Promise<string> {
    return await this.#nextText() ?? assert.fail("no line");
  }

  async #nextText(): Promise<string | null> {
    while (this.#lines.length === 0) {
      const { value, done } = await inTime(this.#stdout.read(), "no line");
      if (done) {
        assert.equal(this.#begun.join(""), "", "half a line");
        return null;
      }
      const parts = this.#decoder.decode(value, { stream: true }).split("\n");
      this.#begun.push(parts[0]!);
      if (parts.length === 1) continue;
      this.#lines = [this.#begun.join(""), ...parts.slice(1, -1)].reverse();
      this.#begun = [parts.at(-1)!];
    }
    return this.#lines.pop()!;
  }

  /** The next lines, which must be there. */
  async take(count: number): Promise<Answer[]> {
    const taken: Answer[] = [];
    while (taken.length < count) {
      taken.push(await this.next() ?? assert.fail(`${taken.length} lines`));
    }
    return taken;
  }

  /** The answers to requests that are made all at once, in their order: one to each, and no other line comes. */
  async askAll(requests: readonly Answer[]): Promise<Answer[]> {
    const ids = requests.map(() => `asked-${++this.#ids}`);
    await this.send(...requests.map((request, at) => ({ ...request, id: ids[at] })));
    const answers = new Map((await this.take(ids.length)).map((one) => [one.id, one]));
    return ids.map((id) => {
      const { id: _, ...answer } = answers.get(id) ?? assert.fail(`no answer to ${id}`);
      return answer;
    });
  }

  /** The answer to a request, which is the next line, without the id that was given to it. */
  async ask(request: Answer): Promise<Answer> {
    return (await this.askAll([request]))[0]!;
  }

  /** The jails that the server has started and not reaped; the process that it forks jails from is none. */
  async jails(): Promise<Process[]> {
    return (await allProcesses()).filter((one) => isJailOf(this.pid, one));
  }

  /** Waits until `ping` shows so much load. */
  async untilLoad(wanted: Readonly<Record<string, number>>): Promise<void> {
    await until(async () => {
      const load = (await this.ask({ ping: true })).load as Record<string, number>;
      return Object.entries(wanted).every(([name, count]) => load[name] === count);
    }, JSON.stringify(wanted));
  }

  /** Waits until interpreters are forked, where they can be. How they were made until then. */
  async untilForking(): Promise<Makes> {
    let makes: Makes;
    await until(async () => {
      makes = (await this.ask({ ping: true })).interpreters as Makes;
      return makes.forking !== "starting";
    }, "forks");
    return makes!;
  }

  /** Sends a signal to the server alone. */
  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Ends the input. */
  async closeInput(): Promise<void> {
    await this.#stdin.close();
  }

  /** Closes the reader's end of the output. */
  async closeOutput(): Promise<void> {
    await this.#stdout.cancel();
  }

  /** Waits for the server's end, reading all that comes. */
  async ended(): Promise<End> {
    const rest: Answer[] = [];
    for (let line = await this.next(); line !== null; line = await this.next()) rest.push(line);
    const { code } = await inTime(this.#child.status, "no end");
    const stderr = await this.#stderr;
    const left = Deno.build.os === "windows" ? [] : await survivorsOf(this.pid);
    return { code, stderr, rest, left };
  }

  /** Waits for the server's end without reading anything. */
  async exitCode(): Promise<number> {
    return (await inTime(this.#child.status, "no end")).code;
  }

  /** Ends the input, and waits for the server's end. */
  async end(): Promise<End> {
    await this.closeInput();
    return await this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (Deno.build.os === "windows") this.#child.kill("SIGKILL");
      else Deno.kill(-this.pid, "SIGKILL");
    } catch {
      // Nothing is left.
    }
    await this.#child.status;
    await this.#stderr;
    await this.#stdin.abort().catch(() => {});
    await this.#stdout.cancel();
  }
}

/** A statement by which a program says that it has begun. One write: it arrives as one event, also on a busy machine. */
export const HERE = "print(end='here\\n')";

/** The end of a server that has answered everything, and was told so. */
export const QUIET_END: End = { code: 0, stderr: "", rest: [], left: [] };

/** An answer without what differs from run to run. */
export function plain({ stats: _, ...answer }: Answer): Answer {
  return answer;
}

/** The whole answer to a program that ended by itself with this value, but for its statistics. */
export function ok(output: unknown, resultRepr: string | null, more: Answer = {}): Answer {
  const streams = { stdout: "", stderr: "", truncated: false };
  return { status: "ok", exitCode: 0, output, resultRepr, ...streams, ...more };
}

/** The whole answer to a program that did not, but for its statistics. */
export function bad(status: string, exitCode: number, error: string, more: Answer = {}): Answer {
  const streams = { stdout: "", stderr: "", truncated: false };
  return { status, exitCode, error, errorDetail: null, ...streams, ...more };
}

/** An answer without what its program wrote before its end: where it was, which differs from run to run. */
export function verdict(answer: Answer): Answer {
  const { errorDetail: _detail, stdout: _out, stderr: _error, truncated: _, ...rest } = plain(
    answer,
  );
  return rest;
}

/** Waits until `holds`, and fails where it takes too long. */
export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!await holds()) {
    assert.ok(performance.now() < deadline, `waited too long: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How much of the machine's memory a process holds, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  return (await allProcesses()).find((one) => one.pid === pid)?.residentBytes ?? 0;
}

async function inTime<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
