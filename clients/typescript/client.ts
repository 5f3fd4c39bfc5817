/**
 * A client of `pysandbox serve-stdio`: runs untrusted Python in a sandbox, from Deno or from Node.js 20 and later.
 * One file without dependencies.
 *
 *     await using sandbox = new Sandbox({ timeout: 5000 });
 *     console.log((await sandbox.run("4 + 5")).output); // 9
 *
 *     await using session = sandbox.session();
 *     await session.run("x = 6");
 *     console.log((await session.run("x * 7")).output); // 42
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Buffer } from "node:buffer";
import { chmod, link, lstat, mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";

/** How often a server is asked whether it lives while a call without a time limit waits, in milliseconds. */
const CHECK_EVERY_MS = 60_000;

/** Timers cannot be set for longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How much of the server's standard error is kept for error messages, in characters. */
const LAST_WORDS = 4096;

/** The largest value that answers a call, in bytes of JSON. */
const LARGEST_VALUE_BYTES = 4 * 1024 * 1024;

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** A value that a program may be given: a `bigint` is a whole number of any size. */
export type InputValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly InputValue[]
  | { readonly [name: string]: InputValue };

/** A file that a program has made. */
export interface OutputFile {
  readonly contents: Uint8Array;
  /** Goes by the ending of its name. */
  readonly mime: string;
}

/** How a run may end. */
export type Status =
  | "ok"
  | "error"
  | "timeout"
  | "cpu"
  | "memory"
  | "output"
  | "crashed"
  | "cancelled"
  | "internal";

/** An uncaught exception, as the sandboxed code describes it: a claim, not a fact. */
export interface ErrorDetail {
  readonly type: string;
  readonly message: string;
  readonly traceback: string;
  readonly line: number | null;
}

/** What the server measured. */
export interface Stats {
  readonly startupMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakHeapBytes: number;
  readonly outputBytes: number;
}

/** Whatever goes wrong around a run: no server, no answer, no room. Programs that fail are results instead. */
export class SandboxError extends Error {
  override readonly name: string = "SandboxError";
}

/** The server ended, or had to be killed, before it answered. The next call starts another. */
export class SandboxDied extends SandboxError {
  override readonly name = "SandboxDied";
}

/** The server's queue is full, or it has as many sessions as it may; nothing was run. Try again later. */
export class SandboxBusy extends SandboxError {
  override readonly name = "SandboxBusy";
}

/** The server refused the request, such as one for more time than it may give; nothing was run. */
export class InvalidRequest extends SandboxError {
  override readonly name = "InvalidRequest";
}

/** The run was not `ok`; thrown by `Result.orThrow()` alone. */
export class RunFailed extends SandboxError {
  override readonly name = "RunFailed";
  readonly result: Result;

  constructor(result: Result) {
    super(`${result.status}: ${result.error}`);
    this.result = result;
  }
}

/** How a run ended. */
export class Result {
  readonly status: Status;
  readonly exitCode: number;
  /** The value of the last expression; null where there is none or it has no JSON form. */
  readonly output: Json;
  readonly resultRepr: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What went wrong, in a line; null where nothing did. */
  readonly error: string | null;
  readonly errorDetail: ErrorDetail | null;
  /** Whether `stdout` and `stderr` were cut at the output limit. */
  readonly truncated: boolean;
  readonly stats: Stats;
  /** Whether an earlier state of the session was gone, so that this run began with a clean one. */
  readonly sessionLost: boolean;
  /** Whether the session ended with this run, so that the next one begins with a clean one. */
  readonly sessionEnded: boolean;
  /** The files that `outputs` asked for, by path. Named and filled by the program. */
  readonly files: ReadonlyMap<string, OutputFile>;
  /** What was left out of them, and why, in clauses. */
  readonly filesOmitted: readonly string[];
  /** What the program has shown, where that was asked for: each an object of MIME types, as in Jupyter. */
  readonly display: readonly Readonly<Record<string, Json>>[];

  /** @param printed what came as events, which the answer does not repeat. */
  constructor(answer: RunAnswer, printed: Printed) {
    this.status = answer.status;
    this.exitCode = answer.exitCode;
    this.output = answer.output ?? null;
    this.resultRepr = answer.resultRepr ?? null;
    this.stdout = printed.stdout + answer.stdout;
    this.stderr = printed.stderr + answer.stderr;
    this.error = answer.error ?? null;
    this.errorDetail = answer.errorDetail ?? null;
    this.truncated = answer.truncated;
    this.stats = answer.stats;
    this.sessionLost = answer.sessionLost ?? false;
    this.sessionEnded = answer.sessionEnded ?? false;
    this.files = new Map(Object.entries(answer.files ?? {}).map(outputFile));
    this.filesOmitted = answer.filesOmitted ?? [];
    this.display = answer.display ?? [];
  }

  /** Whether the program ended by itself and without an error. */
  get ok(): boolean {
    return this.status === "ok";
  }

  /** This result where it is `ok`. @throws {RunFailed} otherwise. */
  orThrow(): this {
    if (!this.ok) throw new RunFailed(this);
    return this;
  }

  /**
   * Writes the files below a directory, which is made if it is not there, and returns their paths. Nothing is written outside of
   * it, through a link, or under a name that not every system can have; no file is replaced unless `overwrite` is true; and none
   * is there by half. Where one cannot be written, those before it stay.
   *
   * @throws {SandboxError} where a name is refused, before anything is written, or a file cannot be written.
   */
  async saveFiles(
    directory: string,
    { overwrite = false }: { readonly overwrite?: boolean } = {},
  ): Promise<string[]> {
    checkNames([...this.files.keys()]);
    let root: string;
    try {
      await mkdir(directory, { recursive: true });
      root = await realpath(directory);
    } catch (error) {
      throw unwritten(directory, (error as Error).message);
    }
    const saved: string[] = [];
    for (const [path, { contents }] of this.files) {
      saved.push(await save(root, path, contents, overwrite));
    }
    return saved;
  }
}

/** How the server is started. */
export interface SandboxOptions {
  /** The words that start pysandbox. @default {["pysandbox"]} */
  readonly command?: readonly string[];
  /**
   * The longest that a run may take, in milliseconds, and what it gets where it asks for no less; 0 is no limit.
   * @default {30_000}
   */
  readonly timeout?: number;
  /** The file of an environment that `pysandbox packages build` has made, whose packages programs can import. */
  readonly packages?: string;
  /** Further options of `pysandbox serve-stdio`, such as `["--workers", "4"]`. */
  readonly options?: readonly string[];
  /**
   * How many milliseconds the server may take for what is not a run: to start, to answer, to end. Then it is killed.
   * @default {10_000}
   */
  readonly grace?: number;
}

/**
 * What a host function does: it is called with the positional arguments of the call, and behind them, if there are any, with an object
 * of the named ones. What it returns, or its promise resolves with, has to be JSON; what it throws is raised in the program.
 */
// deno-lint-ignore no-explicit-any
export type HostCallable = (...args: any[]) => unknown;

/** A function that a program may call, alone or with what `help` shows of it there. */
export type HostFunction = HostCallable | {
  readonly call: HostCallable;
  readonly description?: string;
  /** The JSON Schema of an object with the parameters as `properties`. */
  readonly parameters?: object;
};

/** What a run may be given. The limits are at most what the server was started with. */
export interface RunOptions {
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly cpu?: number;
  /** Bytes, or a size such as "64MiB". A session has what its first run asked for. */
  readonly maxHeap?: number | string;
  /** Bytes, or a size such as "1MiB". */
  readonly maxOutput?: number | string;
  /** `sys.argv[1:]` */
  readonly args?: readonly string[];
  /** The program's only environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly seed?: number | bigint | string;
  /** Values that the program finds as global names. */
  readonly inputs?: Readonly<Record<string, InputValue>>;
  /** What the program finds in its working directory: the text or the bytes of each path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Patterns of the files that are wanted, such as `["*.png", "out/**"]`; they are in `Result.files`. */
  readonly outputs?: readonly string[];
  /** Whether what the program shows is wanted, by `display(...)`, its last value, and open figures. */
  readonly display?: boolean;
  /** What the program may call, by name. Its time limit stands while it waits for an answer. */
  readonly functions?: Readonly<Record<string, HostFunction>>;
  /** Milliseconds until a call raises TimeoutError in the program. @default {30_000} */
  readonly callTimeout?: number;
  /** How many calls the program may make. @default {1000} */
  readonly maxCalls?: number;
  /** Called while the program runs. What it throws stops the program, and the promise of the run rejects with it. */
  readonly onOutput?: (stream: "stdout" | "stderr", text: string) => void;
  /** Stops the program; the promise of the run rejects at once, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * A `pysandbox serve-stdio` of one's own, started when it is first needed, and again after it died. Any number of runs
 * may be under way. Close it, or declare it with `await using`.
 */
export class Sandbox implements AsyncDisposable {
  readonly #command: readonly string[];
  readonly #timeout: number;
  readonly #grace: number;
  readonly #lost = new Set<string>();
  #server: Server | null = null;
  #isClosed = false;

  constructor(
    { command = ["pysandbox"], timeout = 30_000, packages, options = [], grace = 10_000 }:
      SandboxOptions = {},
  ) {
    if (options.some((option) => option.startsWith("-t") || option.startsWith("--timeout"))) {
      throw new TypeError(
        "options: expected no --timeout there; give the option `timeout` instead",
      );
    }
    this.#timeout = milliseconds("timeout", timeout);
    this.#grace = grace;
    const words = ["serve-stdio", "--timeout", `${this.#timeout}ms`];
    if (packages !== undefined) words.push("--packages", packages);
    this.#command = [...command, ...words, ...options];
  }

  /**
   * Runs a program, in an interpreter of its own or in a session.
   *
   * @throws {InvalidRequest | SandboxBusy | SandboxDied | SandboxError} where there is no result.
   */
  async run(code: string, options: RunOptions & { readonly session?: string } = {}): Promise<
    Result
  > {
    const {
      timeout,
      cpu,
      args,
      seed,
      inputs,
      files,
      display,
      onOutput,
      signal,
      functions = {},
      ...given
    } = options;
    const described = Object.entries(functions).map(([name, one]) => describe(name, one));
    const request = {
      code,
      ...given,
      timeout: timeout === undefined ? undefined : milliseconds("timeout", timeout),
      cpu: cpu === undefined ? undefined : milliseconds("cpu", cpu),
      args: args?.length === 0 ? undefined : args,
      seed: seed?.toString(),
      inputs: inputs === undefined ? undefined : new RawText(jsonOf(inputs, "inputs")),
      files: files === undefined ? undefined : givenFiles(files),
      display: display ? true : undefined,
      stream: onOutput === undefined ? undefined : true,
      functions: described.length === 0 ? undefined : described,
    };
    const printed: Printed = { stdout: "", stderr: "" };
    const onEvent: OnEvent = (message, answer) => {
      const { event, data } = message as unknown as StreamEvent;
      if (event === "call") answerCall(message as unknown as CallEvent, functions, answer);
      if (event !== "stdout" && event !== "stderr") return;
      printed[event] += data;
      onOutput?.(event, data);
    };
    // While a program waits for an answer, its time does not run.
    const isPatient = described.length > 0;
    const patience = isPatient ? null : this.#patience(request.timeout ?? this.#timeout);
    const answer = await this.#exchange(request, { patience, onEvent, signal });
    if (typeof answer["exitCode"] !== "number" || typeof answer["stdout"] !== "string") {
      throw new SandboxError("The server's answer is not one of this version's protocol");
    }
    return new Result(answer as unknown as RunAnswer, printed);
  }

  /** A session: its state lasts from run to run. Without a name it gets one that is not in use. */
  session(name: string = crypto.randomUUID()): Session {
    return new Session(this, name);
  }

  /** What the server says of itself: version, limits, walls, load and counters, as in its protocol. */
  async ping(): Promise<Record<string, unknown>> {
    const { id: _id, ...answer } = await this.#exchange({ ping: true }, { patience: this.#grace });
    return answer;
  }

  /** Ends a session, after what runs in it. A later run under its name begins with a clean state. */
  async closeSession(name: string): Promise<void> {
    this.#lost.delete(name);
    const server = this.#server;
    if (server === null || !server.isAlive || !server.sessions.delete(name)) return;
    try {
      await server.ask({ close: name }, { patience: this.#patience(this.#timeout) });
    } catch (error) {
      // With the server, its sessions are gone as well.
      if (!(error instanceof SandboxDied)) throw error;
    }
  }

  /** Ends the server; what still runs is cancelled. Closing again does nothing. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#isClosed = true;
    this.#server = null;
    await server?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #exchange(request: Message, terms: Terms): Promise<Message> {
    const name = request["session"] as string | undefined;
    terms.signal?.throwIfAborted();
    const server = this.#serving();
    let isLost = name !== undefined && this.#lost.delete(name);
    let hasState = name !== undefined;
    try {
      const answer = await server.ask(request, terms);
      const { status, error } = answer;
      hasState &&= status !== "invalid" && status !== "busy";
      if (status === "invalid") throw new InvalidRequest(String(error));
      if (status === "busy") throw new SandboxBusy(String(error));
      const told = isLost;
      isLost = false;
      return told ? { ...answer, sessionLost: true } : answer;
    } finally {
      if (hasState && server === this.#server) server.sessions.add(name!);
      else if (hasState) isLost = true;
      // Nobody has been told yet that a state is gone: the session's next result has to.
      if (isLost) this.#lost.add(name!);
    }
  }

  /** How long a run may take to be answered once it has begun, in milliseconds; null for no limit. */
  #patience(timeout: number): number | null {
    const patience = timeout + this.#grace;
    return timeout > 0 && patience <= LONGEST_TIMER_MS ? patience : null;
  }

  /** The server that runs, or a new one. */
  #serving(): Server {
    if (this.#isClosed) throw new SandboxError("The sandbox is closed: make another");
    if (this.#server === null || !this.#server.isAlive) {
      for (const name of this.#server?.sessions ?? []) this.#lost.add(name);
      this.#server = new Server(this.#command, this.#grace);
    }
    return this.#server;
  }
}

/** A session of a sandbox: an interpreter that is kept from run to run. Made by `Sandbox.session()`. */
export class Session implements AsyncDisposable {
  readonly #sandbox: Sandbox;
  readonly name: string;

  constructor(sandbox: Sandbox, name: string) {
    this.#sandbox = sandbox;
    this.name = name;
  }

  /** Runs a program in the session, as `Sandbox.run()` does. */
  run(code: string, options: RunOptions = {}): Promise<Result> {
    return this.#sandbox.run(code, { ...options, session: this.name });
  }

  /** Ends the session, after what runs in it. A later run under its name begins with a clean state. */
  async close(): Promise<void> {
    await this.#sandbox.closeSession(this.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** An answer to a request for a run that was not refused. */
interface RunAnswer {
  readonly status: Status;
  readonly exitCode: number;
  readonly output?: Json;
  readonly resultRepr?: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly error?: string;
  readonly errorDetail?: ErrorDetail | null;
  readonly truncated: boolean;
  readonly stats: Stats;
  readonly sessionLost?: boolean;
  readonly sessionEnded?: boolean;
  readonly files?: Readonly<Record<string, { readonly base64: string; readonly mime: string }>>;
  readonly filesOmitted?: readonly string[];
  readonly display?: readonly Readonly<Record<string, Json>>[];
}

/** JSON that is written as it is: it may have whole numbers that JavaScript has none for. */
class RawText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Message = Record<string, unknown>;
type Printed = Record<"stdout" | "stderr", string>;
type StreamEvent = { readonly event: string; readonly data: string };
type OnEvent = (event: Message, answer: (line: string) => void) => void;

/** A call of a host function, which waits for its answer. */
interface CallEvent {
  readonly call: string;
  readonly name: string;
  readonly args: readonly Json[];
  readonly kwargs: { readonly [name: string]: Json };
}

/** How an answer is waited for. */
interface Terms {
  /** How many milliseconds it may take once the request has begun; null for no limit. */
  readonly patience: number | null;
  readonly onEvent?: OnEvent;
  readonly signal?: AbortSignal | undefined;
}

/** A request that waits for its answer. */
interface Call {
  readonly id: number;
  /** Length of its line. */
  readonly size: number;
  readonly onEvent: (event: Message) => void;
  readonly resolve: (answer: Message) => void;
  readonly reject: (error: unknown) => void;
}

/** One process of the server. */
class Server {
  readonly sessions = new Set<string>();
  readonly #grace: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #calls = new Map<number, Call>();
  readonly #ended: Promise<void>;
  #resolveEnded: () => void = () => {};
  #end: SandboxError | null = null;
  #lastId = 0;
  #lastWords = "";
  /** The pieces of a line whose newline has not come yet. */
  #begun: Buffer[] = [];

  constructor(command: readonly string[], grace: number) {
    this.#grace = grace;
    this.#ended = new Promise((resolve) => this.#resolveEnded = resolve);
    const [program, ...words] = command as [string, ...string[]];
    // In a group of its own: Ctrl-C is for the caller to hear, who then cancels, and whatever it starts can be killed with it.
    const child = spawn(program, words, { detached: process.platform !== "win32" });
    this.#child = child;
    child.on("error", ({ message }) => {
      const expected = "expected pysandbox on the PATH, or its path in `command`";
      this.#finish(new SandboxError(`Cannot start '${program}': ${message}; ${expected}`));
    });
    let late: ReturnType<typeof setTimeout> | undefined;
    const finish = () => {
      clearTimeout(late);
      this.#kill(this.#howItEnded());
    };
    // Once it has exited or closed its output, the rest is waited for, but not for ever: others may hold the pipes open.
    const finishSoon = () => late ??= setTimeout(finish, grace);
    child.on("exit", finishSoon);
    child.stdout.on("end", finishSoon);
    child.on("close", finish);
    // A server that has ended takes no line, and its end is told above.
    child.stdin.on("error", () => {});
    child.stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk).slice(-LAST_WORDS);
    });
    this.#holdProcess(false);
  }

  get isAlive(): boolean {
    return this.#end === null;
  }

  /** Sends a request under an id of its own, and waits for its answer. */
  async ask(request: Message, { patience, onEvent, signal }: Terms): Promise<Message> {
    const { answer, abandon } = this.#send(request, onEvent);
    const onAbort = () => abandon(signal!.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const stopWatching = this.#watch(patience);
    try {
      return await answer;
    } finally {
      stopWatching();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #send(request: Message, onEvent: OnEvent = () => {}): {
    readonly answer: Promise<Message>;
    /** Stops the request, and rejects the promise of its answer. */
    readonly abandon: (error: unknown) => void;
  } {
    const id = ++this.#lastId;
    const line = lineOf({ id, ...request });
    let abandon = (_error: unknown) => {};
    const answer = new Promise<Message>((resolve, reject) => {
      if (this.#end !== null) return reject(this.#end);
      abandon = (error) => {
        this.#write({ cancel: id });
        reject(error);
      };
      const hear = (event: Message) => {
        try {
          onEvent(event, (line) => this.#writeLine(line));
        } catch (error) {
          abandon(error);
        }
      };
      this.#calls.set(id, { id, size: Buffer.byteLength(line), onEvent: hear, resolve, reject });
      this.#holdProcess(true);
      this.#child.stdin.write(`${line}\n`);
    });
    return { answer, abandon };
  }

  /** Cancels what runs, tells the server to end, and waits for its end; one that does not end is killed. */
  async close(): Promise<void> {
    for (const id of this.#calls.keys()) this.#write({ cancel: id });
    this.#write({ shutdown: true });
    this.#child.stdin.end();
    this.#holdProcess(true);
    const late = setTimeout(() => this.#kill("The sandbox was closed"), this.#grace);
    await this.#ended;
    clearTimeout(late);
  }

  /**
   * Kills a server that does not answer. A request may have to queue for longer than its patience, so that a server that
   * is late is asked for its load: where nothing queues, the request has begun, and has its patience from then on.
   */
  #watch(patience: number | null): () => void {
    const span = patience ?? CHECK_EVERY_MS;
    let hasBegun = false;
    let isOver = false;
    const check = async () => {
      const queued = await this.#queued();
      if (isOver) return;
      if (queued === null) {
        this.#kill(`The server did not answer a ping within ${this.#grace} ms, and was killed`);
      } else if (hasBegun) {
        this.#kill(`The server did not answer within ${span} ms, and was killed`);
      } else {
        hasBegun = patience !== null && queued === 0;
        timer = setTimeout(check, span);
      }
    };
    let timer = setTimeout(check, span);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  /** How many requests wait in the server's queue; null where it does not say in time. */
  async #queued(): Promise<number | null> {
    let late: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<null>((resolve) => {
      late = setTimeout(() => resolve(null), this.#grace);
    });
    const pong = this.#send({ ping: true }).answer.then(({ load }) => load, () => null);
    const load = await Promise.race([pong, silence]);
    clearTimeout(late);
    const { queued } = (load ?? {}) as { readonly queued?: unknown };
    return typeof queued === "number" ? queued : null;
  }

  #write(message: Message): void {
    this.#writeLine(JSON.stringify(message));
  }

  #writeLine(line: string): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(`${line}\n`);
  }

  #read(chunk: Buffer): void {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...this.#begun, chunk.subarray(from, to)]).toString();
      this.#begun = [];
      from = to + 1;
      if (this.#end !== null) return;
      if (!this.#deliver(line)) {
        const what = JSON.stringify(line.slice(0, 80));
        return this.#kill(`The server wrote a line that is no answer, and was killed: ${what}`);
      }
    }
    this.#begun.push(chunk.subarray(from));
  }

  /** Hands a line to the call that it is for; false where it is no answer. */
  #deliver(line: string): boolean {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return false;
    }
    if (typeof message !== "object" || message === null || Array.isArray(message)) return false;
    const answer = message as Message;
    // The program that made a call waits for its answer no more.
    if ("answer" in answer) return true;
    const id = answer["id"] ?? this.#longest();
    const call = typeof id === "number" ? this.#calls.get(id) : undefined;
    if (call === undefined) return true;
    if (typeof answer["event"] === "string") {
      call.onEvent(answer);
    } else {
      this.#calls.delete(call.id);
      call.resolve(answer);
      if (this.#calls.size === 0) this.#holdProcess(false);
    }
    return true;
  }

  /** Every request has an id. Where an answer has none, a line was too long to be read, and so was the longest of all. */
  #longest(): number | undefined {
    return [...this.#calls.values()].sort((one, other) => other.size - one.size)[0]?.id;
  }

  #howItEnded(): string {
    const { exitCode, signalCode } = this.#child;
    if (!this.#isRunning()) {
      const how = exitCode === null ? `the signal ${signalCode}` : `exit status ${exitCode}`;
      const words = this.#lastWords.trim();
      return `The server ended with ${how}${words === "" ? "" : `, after it had said: ${words}`}`;
    }
    return "The server closed its standard output, and was killed";
  }

  #isRunning(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** Kills the server, on Unix with what it started, and ends every call with the reason. */
  #kill(reason: string): void {
    if (this.#isRunning()) {
      try {
        if (process.platform === "win32") this.#child.kill("SIGKILL");
        else process.kill(-this.#child.pid!, "SIGKILL");
      } catch {
        // It ended in between.
      }
    }
    this.#finish(new SandboxDied(reason));
  }

  /** Ends all calls. The first reason is the one that counts. */
  #finish(reason: SandboxError): void {
    this.#end ??= reason;
    for (const { reject } of this.#calls.values()) reject(this.#end);
    this.#calls.clear();
    this.#holdProcess(false);
    this.#resolveEnded();
  }

  /** Whether this process is to live on for the server's sake: a client that forgot to close it can end nevertheless. */
  #holdProcess(holds: boolean): void {
    const { pid, stdin, stdout, stderr } = this.#child;
    if (pid === undefined) return;
    for (const part of [this.#child, stdin, stdout, stderr] as Partial<NodeJS.RefCounted>[]) {
      if (holds) part.ref?.();
      else part.unref?.();
    }
  }
}

/** A message on one line. */
function lineOf(message: Message): string {
  const members = Object.entries(message).filter(([, value]) => value !== undefined);
  const texts = members.map(([name, value]) =>
    `${JSON.stringify(name)}:${value instanceof RawText ? value.text : JSON.stringify(value)}`
  );
  return `{${texts.join(",")}}`;
}

/** The JSON of a value. @throws {TypeError} where it has none, naming its place. */
function jsonOf(value: unknown, where: string): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) {
    return `[${value.map((item, at) => jsonOf(item, `${where}[${at}]`)).join(",")}]`;
  }
  const isNumber = typeof value === "number";
  if (value === null || typeof value === "string" || typeof value === "boolean" || isNumber) {
    if (!isNumber || Number.isFinite(value)) return JSON.stringify(value);
    throw new TypeError(`${where}: expected a finite number; got ${value}`);
  }
  if (
    typeof value === "object" && [Object.prototype, null].includes(Object.getPrototypeOf(value))
  ) {
    const members = Object.entries(value).map(([name, member]) =>
      `${JSON.stringify(name)}:${jsonOf(member, `${where}.${name}`)}`
    );
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`${where}: expected a value that JSON has; got ${typeof value}`);
}

function givenFiles(files: Readonly<Record<string, string | Uint8Array>>): Message {
  return Object.fromEntries(
    Object.entries(files).map(([path, contents]) => [
      path,
      typeof contents === "string"
        ? { text: contents }
        : { base64: Buffer.from(contents).toString("base64") },
    ]),
  );
}

function outputFile(
  [path, { base64, mime }]: [string, { readonly base64: string; readonly mime: string }],
): [string, OutputFile] {
  return [path, { contents: new Uint8Array(Buffer.from(base64, "base64")), mime }];
}

/** Names that mean a device on Windows, whatever ending they have. */
const DEVICE =
  /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\..*)?$/is;

/** Most bytes of one name on most systems. */
const LONGEST_NAME_BYTES = 255;

/** @throws {SandboxError} where one is no path that leads down on every system, or two are one on some. */
function checkNames(paths: readonly string[]): void {
  const names = new Set(paths);
  const known = new Map<string, string>();
  for (const path of paths) {
    const parts = path.split("/");
    for (const part of parts) {
      const problem = nameProblem(part);
      if (problem !== null) throw unwritten(path, problem);
    }
    for (let at = 1; at <= parts.length; at++) {
      const whole = parts.slice(0, at).join("/");
      const folded = whole.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
      const other = known.get(folded) ?? whole;
      if (other !== whole) {
        throw unwritten(path, `on some systems it is the same as ${JSON.stringify(other)}`);
      }
      known.set(folded, whole);
      if (at < parts.length && names.has(whole)) {
        throw unwritten(path, `${JSON.stringify(whole)} is a file`);
      }
    }
  }
}

/** Why not every system can have a file or folder of that name; null where each can. */
function nameProblem(name: string): string | null {
  if (name === "" || name === "." || name === "..") return "it is no path that leads down";
  if (/[<>:"|?*\\]/.test(name)) return "it has a character that Windows does not allow in names";
  if (/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u.test(name)) {
    return "it has a character that is not seen";
  }
  if (/^ |[. ]$/.test(name)) return "it begins or ends with a space, or ends with a dot";
  if (DEVICE.test(name)) return "it is the name of a device on Windows";
  const isLong = Buffer.byteLength(name) > LONGEST_NAME_BYTES;
  return isLong ? `a part of it is longer than ${LONGEST_NAME_BYTES} bytes` : null;
}

/** Writes a file whose path was checked: under another name first, so that it is never there by half. */
async function save(
  root: string,
  path: string,
  contents: Uint8Array,
  overwrite: boolean,
): Promise<string> {
  const parts = path.split("/");
  const name = parts.pop()!;
  let folder = root;
  let staged: string | null = null;
  try {
    for (const part of parts) {
      folder = join(folder, part);
      await makeFolder(folder);
    }
    const target = join(folder, name);
    const there = await lstat(target).catch(() => null);
    if (there !== null && (!overwrite || there.isDirectory())) throw new Error(TAKEN);
    const temporary = join(folder, `.pysandbox-${crypto.randomUUID()}`);
    // Fails where something of that name is there already, be it a link.
    await writeFile(temporary, contents, { flag: "wx", mode: 0o644 });
    staged = temporary;
    await chmod(staged, 0o644);
    await place(staged, target, overwrite);
    return target;
  } catch (error) {
    throw unwritten(path, (error as Error).message);
  } finally {
    if (staged !== null) await rm(staged, { force: true });
  }
}

const TAKEN = "there is something of that name";

/** Makes a folder, or finds it: not a link to one. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch(() => {});
  if (!(await lstat(folder)).isDirectory() || await realpath(folder) !== folder) {
    throw new Error("there is a link or a file in the place of a folder");
  }
}

/** Gives a file its name, at once, and without following a link of that name. */
async function place(staged: string, target: string, overwrite: boolean): Promise<void> {
  if (overwrite) return await rename(staged, target);
  try {
    await link(staged, target);
  } catch (error) {
    if ((error as { readonly code?: string }).code === "EEXIST") throw new Error(TAKEN);
    // A file system without hard links.
    await rename(staged, target);
  }
}

function unwritten(path: string, why: string): SandboxError {
  return new SandboxError(`Cannot write ${JSON.stringify(path)}: ${why}`);
}

function milliseconds(name: string, given: number): number {
  if (!Number.isFinite(given) || given < 0) {
    throw new RangeError(`${name}: expected a number of milliseconds, 0 or more; got ${given}`);
  }
  return Math.ceil(given);
}

/** A host function as the server is told of it. */
function describe(name: string, given: HostFunction): Message {
  if (typeof given === "function") return { name };
  const { call, description, parameters } = given;
  if (typeof call === "function") return { name, description, parameters };
  throw new TypeError(`functions: expected a function as '${name}'; got ${typeof call}`);
}

/** Calls a host function, and answers with what it makes of that. Never rejects. */
async function answerCall(
  { call, name, args, kwargs }: CallEvent,
  functions: Readonly<Record<string, HostFunction>>,
  answer: (line: string) => void,
): Promise<void> {
  try {
    const given = functions[name]!;
    const callable = typeof given === "function" ? given : given.call;
    const named = Object.keys(kwargs).length === 0 ? [] : [kwargs];
    const value = await callable(...args, ...named);
    const json: string | undefined = JSON.stringify(value ?? null);
    if (json === undefined) throw new TypeError(`${name} returned what JSON does not have`);
    const bytes = Buffer.byteLength(json);
    if (bytes > LARGEST_VALUE_BYTES) {
      const expected = `expected at most ${LARGEST_VALUE_BYTES}`;
      throw new TypeError(`${name} returned ${bytes} bytes of JSON, ${expected}`);
    }
    answer(`{"answer":"${call}","value":${json}}`);
  } catch (error) {
    const isError = error instanceof Error;
    const type = isError ? error.name : "Error";
    const message = isError ? error.message : String(error);
    answer(JSON.stringify({ answer: call, error: { type, message } }));
  }
}
