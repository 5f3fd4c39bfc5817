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
    { command = ["pysandbox"], timeout = 30_000, options = [], grace = 10_000 }: SandboxOptions =
      {},
  ) {
    if (options.some((option) => option.startsWith("-t") || option.startsWith("--timeout"))) {
      throw new TypeError(
        "options: expected no --timeout there; give the option `timeout` instead",
      );
    }
    this.#timeout = milliseconds("timeout", timeout);
    this.#grace = grace;
    this.#command = [...command, "serve-stdio", "--timeout", `${this.#timeout}ms`, ...options];
  }

  /**
   * Runs a program, in an interpreter of its own or in a session.
   *
   * @throws {InvalidRequest | SandboxBusy | SandboxDied | SandboxError} where there is no result.
   */
  async run(code: string, options: RunOptions & { readonly session?: string } = {}): Promise<
    Result
  > {
    const { timeout, cpu, args, seed, onOutput, signal, functions = {}, ...given } = options;
    const described = Object.entries(functions).map(([name, one]) => describe(name, one));
    const request = {
      code,
      ...given,
      timeout: timeout === undefined ? undefined : milliseconds("timeout", timeout),
      cpu: cpu === undefined ? undefined : milliseconds("cpu", cpu),
      args: args?.length === 0 ? undefined : args,
      seed: seed?.toString(),
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
    const line = JSON.stringify({ id, ...request });
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
