/** What hostile JavaScript in the jail's realm comes to, attack by attack. */
import type { Status } from "../../src/core/outcome.ts";

/** An attack, and how its run ends. */
export interface Expected {
  readonly attack: string;
  readonly name: string;
  readonly detail?: string;
  readonly status: Status;
  readonly exitCode: number;
  /** Left out where the words are the engine's. */
  readonly reason?: string | null;
  readonly stdout: string;
  readonly result?: unknown;
  /** Milliseconds; what must reach another limit first has more time. */
  readonly timeoutMs?: number;
  /** What must not reach the limit of memory first has more of it. */
  readonly maxHeapBytes?: number;
  /** What is different behind the system's walls, which refuse some things first. */
  readonly behindWalls?: Partial<Expected>;
}

const BROKE = "the sandbox broke its protocol and was killed:";
const timedOut = {
  status: "timeout",
  exitCode: 124,
  reason: "timed out after 250ms (--timeout)",
  stdout: "before\n",
} as const;
const outOfMemory = {
  status: "memory",
  exitCode: 137,
  reason: "out of memory: the limit is 64MiB (--max-heap)",
  stdout: "before\n",
} as const;
const crashed = { status: "crashed", exitCode: 139 } as const;
/** The attack failed line by line, and the program ran as ever. */
const refused = (...lines: string[]) =>
  ({
    status: "ok",
    exitCode: 0,
    reason: null,
    stdout: lines.map((line) => `${line}\n`).join("") + "honest\n",
    result: 9,
  }) as const;
/** The same for an attack in whose place no program runs. */
const refusedLate = (...lines: string[]) => ({
  ...refused(),
  stdout: lines.map((line) => `${line}\n`).join(""),
  result: null,
});
const each = (names: string, answer: string) =>
  names.split(", ").map((name) => `${name}: ${answer}`);
/** The answer of Deno's permissions to each of `names`. */
export function denied(names: string): string[] {
  return each(names, "NotCapable");
}

const SYSTEM =
  "environment, one variable, set variable, spawn, spawn itself, kill parent, dlopen, read memory, callback, listen, " +
  "listen unix, hostname, interfaces, memory of the host, user, system release";

/** All of them. Names of attacks that begin with `kept` model a hole in the wall around the realm. */
export const CASES: readonly Expected[] = [
  { name: "being there is no harm", attack: "none", ...refused("reached") },
  {
    name: "the global object is empty",
    attack: "globals",
    ...refused(
      ...each(
        "Deno, process, Worker, fetch, WebSocket, localStorage, caches, setTimeout",
        "undefined",
      ),
    ),
  },
  {
    name: "no code is made from strings",
    attack: "code from strings",
    ...refused(...each(
      "direct eval, indirect eval, Function, new Function, AsyncFunction, GeneratorFunction, AsyncGeneratorFunction, " +
        "Reflect.construct, a method's constructor, bound",
      "EvalError",
    )),
  },
  {
    name: "imports reach no file and no network, and code among them finds the realm as empty",
    attack: "imports of code",
    ...refusedLate(
      "data: undefined undefined",
      "file: TypeError",
      "http: TypeError",
      "npm: TypeError",
    ),
  },
  { name: "an endless loop", attack: "endless loop", ...timedOut },
  { name: "an endless wait", attack: "endless wait", ...timedOut },
  { name: "endless microtasks", attack: "microtasks", ...timedOut },
  { name: "array buffers to the end", attack: "array buffers", ...outOfMemory },
  {
    name: "array buffers to the end without a touch",
    attack: "array buffers untouched",
    ...outOfMemory,
  },
  { name: "shared array buffers to the end", attack: "shared buffers", ...outOfMemory },
  { name: "objects to the end", attack: "objects", ...outOfMemory },
  { name: "strings to the end", attack: "strings", ...outOfMemory },
  { name: "WebAssembly memories to the end", attack: "second wasm memory", ...outOfMemory },
  {
    name: "a forged end is a claim",
    attack: "forged end",
    status: "ok",
    exitCode: 0,
    reason: null,
    stdout: "",
    result: "FORGED",
  },
  {
    name: "a forged failure to start is not believed",
    attack: "forged boot failure",
    ...crashed,
    stdout: "",
  },
  {
    name: "a frame that does not exist",
    attack: "forged garbage",
    ...crashed,
    reason: `${BROKE} A frame of unknown type 99 arrived`,
    stdout: "before\n",
  },
  {
    name: "something thrown that is no error",
    attack: "thrown",
    ...crashed,
    reason: "the interpreter crashed: [object Object]",
    stdout: "",
  },
  {
    name: "an error with a long text of control sequences",
    attack: "thrown text",
    ...crashed,
    reason: `the interpreter crashed: ${"[31m red ".repeat(23).slice(0, 200)}`,
    stdout: "",
  },
  { name: "a poisoned array iterator", attack: "poisoned Array iterator", ...refused() },
  { name: "a poisoned promise", attack: "poisoned Promise then", ...refused() },
  { name: "a poisoned call", attack: "poisoned Function.prototype.call", ...refused() },
  {
    name: "a poisoned JSON.parse",
    attack: "poisoned JSON.parse",
    ...refused(),
  },
  {
    name: "a poisoned JSON.stringify",
    attack: "poisoned JSON.stringify",
    ...refused(),
  },
  {
    name: "a poisoned TextEncoder",
    attack: "poisoned TextEncoder",
    ...crashed,
    reason: `${BROKE} The end message: expected at most 65536 characters outside of strings`,
    stdout: "honest\n",
  },
  {
    name: "a poisoned Object.prototype",
    attack: "poisoned Object.prototype",
    ...crashed,
    stdout: "",
  },
  { name: "a poisoned Uint8Array", attack: "poisoned Uint8Array", ...timedOut, stdout: "" },
  {
    name: "a poisoned TextDecoder",
    attack: "poisoned TextDecoder",
    ...refused(),
  },
  {
    name: "a poisoned toJSON",
    attack: "poisoned Object.prototype.toJSON",
    ...refused(),
  },
  { name: "poisoned accessors", attack: "poisoned accessors", ...refused() },
  // The jail makes names of files from bytes with it, for programs that have to do with files.
  { name: "a poisoned String.prototype", attack: "poisoned String.prototype", ...refused() },
  { name: "a poisoned RegExp.prototype", attack: "poisoned RegExp.prototype", ...refused() },
  { name: "poisoned maps", attack: "poisoned Map and WeakMap", ...refused() },
  // A sandbox can say of itself that it had too little memory, and no better.
  {
    name: "poisoned clocks and numbers",
    attack: "poisoned Math and Date",
    ...outOfMemory,
    stdout: "",
  },
  { name: "a poisoned stack trace", attack: "poisoned Error.prepareStackTrace", ...refused() },
  {
    name: "a poisoned set",
    attack: "poisoned Uint8Array.prototype.set",
    ...crashed,
    reason: `${BROKE} The end message is not JSON in UTF-8`,
    stdout: "\0".repeat("honest\n".length),
  },
  { name: "poisoned buffers", attack: "poisoned DataView and ArrayBuffer", ...refused() },
  { name: "poisoned generators", attack: "poisoned generators", ...refused() },
  {
    name: "what is left behind for after the end does not run",
    attack: "left behind",
    ...refusedLate("before"),
  },
  {
    name: "kept Deno: no file can be read or written",
    attack: "kept Deno: files",
    detail: "/tmp/pysandbox-escaped",
    ...refused(
      ...denied(
        "read, read own source, read environment, list, stat, write, make folder, temporary file, remove, link, chdir",
      ),
    ),
  },
  {
    name: "kept Deno: no process, variable, library, socket or name of the host",
    attack: "kept Deno: system",
    detail: "/tmp/pysandbox-escaped",
    ...refused(...denied(SYSTEM)),
    // Before it asks for the permission, Deno asks where it is.
    behindWalls: refused(
      ...denied(SYSTEM).map((line) => {
        return line.replace(/^(spawn|spawn itself|dlopen): .*/, "$1: PermissionDenied");
      }),
    ),
  },
  {
    name: "kept Deno: no permission comes back for the asking",
    attack: "kept Deno: permissions",
    ...refused(...each("read, write, net, env, run, sys, ffi, import", "denied")),
  },
  {
    name: "kept realm: Node's modules can do no more",
    attack: "kept realm: node modules",
    detail: "/tmp/pysandbox-escaped",
    ...refusedLate(
      ...denied(
        "fs.readFileSync, fs.writeFileSync, child_process.execSync, process.env, process.kill, os.hostname",
      ),
    ),
  },
  {
    name: "kept realm: databases open, attach and copy no file",
    attack: "kept realm: databases",
    detail: "/tmp/pysandbox-escaped",
    ...refusedLate(
      "file: NotCapable",
      "address: NotCapable",
      "attach: Error",
      "attach with a limit of its own: Error",
      "copy into a file: Error",
      "extension: NotCapable",
      "backup: NotCapable",
    ),
    behindWalls: refusedLate(
      "file: NotCapable",
      "address: PermissionDenied",
      "attach: Error",
      "attach with a limit of its own: Error",
      "copy into a file: Error",
      "extension: NotCapable",
      "backup: NotCapable",
    ),
  },
  {
    name: "kept realm: debuggers and loaders have nothing to give",
    attack: "kept realm: debuggers",
    detail: "/tmp/pysandbox-escaped",
    // The engine makes a snapshot of its heap before Deno refuses to write it.
    maxHeapBytes: 128 * 1024 * 1024,
    ...refusedLate(
      ...denied(
        "inspector.open, inspector.Session, v8.writeHeapSnapshot, require, process.dlopen, process.loadEnvFile, " +
          "process.setuid, process.chdir",
      ),
    ),
  },
  {
    name: "kept realm: the engine's switches do not move any more",
    attack: "kept realm: compilers",
    ...refusedLate(
      "new context: undefined undefined undefined",
      "code from strings: EvalError",
      "memory beyond the end: RuntimeError",
    ),
  },
  {
    name: "kept Deno: an exit is no success",
    attack: "kept Deno: exit",
    detail: "0",
    ...crashed,
    reason: "the sandbox ended without a result (status 0)",
    stdout: "",
  },
  {
    name: "kept Deno: an exit with 3",
    attack: "kept Deno: exit",
    detail: "3",
    ...crashed,
    reason: "the sandbox ended without a result (status 3)",
    stdout: "",
  },
  {
    name: "kept Deno: an exit after a forged end",
    attack: "kept Deno: exit after a forged end",
    status: "error",
    exitCode: 7,
    reason: null,
    stdout: "",
    result: "FORGED",
  },
  {
    name: "kept Deno: SIGKILL to itself",
    attack: "kept Deno: kill itself",
    ...crashed,
    stdout: "",
  },
  { name: "kept Deno: SIGSTOP to itself", attack: "kept Deno: stop itself", ...timedOut },
  {
    name: "kept Deno: frames of its own",
    attack: "kept Deno: frames to fd 1",
    status: "ok",
    exitCode: 0,
    reason: null,
    stdout: "raw\n",
    result: "FORGED",
  },
  {
    name: "kept Deno: frames without content, without end",
    attack: "kept Deno: frames without content",
    ...timedOut,
  },
  {
    name: "kept Deno: a wait for input that has no end",
    attack: "kept Deno: a wait without end",
    ...timedOut,
  },
  { name: "kept Deno: swallowed interrupts", attack: "kept Deno: reads fd 0", ...timedOut },
  { name: "kept Deno: closed streams", attack: "kept Deno: closed streams", ...timedOut },
  { name: "kept Deno: ignored signals", attack: "kept Deno: deaf", ...timedOut },
  { name: "kept timers that outlive the program", attack: "kept timers", ...refusedLate("before") },
  {
    name: "kept Worker: there is no memory for one, and behind the system's walls no thread",
    attack: "kept Deno: worker",
    ...outOfMemory,
    stdout: "",
    behindWalls: refusedLate("worker: WouldBlock"),
  },
  // Not even the name of the folder in which the user stands.
  {
    name: "kept Deno: the working directory is nobody's",
    attack: "kept Deno: working directory",
    ...refused("/"),
    behindWalls: refused("PermissionDenied"),
  },
  {
    name: "kept Deno: no file is left open",
    attack: "kept Deno: open files",
    ...refused("dynamicLibrary stderr stdin stdout"),
  },
];

/** Those that change nothing, although they replace what the jail has used until then. */
export const HARMLESS_POISONS = CASES.filter(({ attack, status }) => {
  return attack.startsWith("poisoned") && status === "ok";
});

/** The attacks that nothing but permissions could stop, without the system's walls. All others do not even get to them. */
export const PERMISSIONS_CASES = CASES.filter(({ attack }) => /^kept|^imports/.test(attack));

/** Whether an attack ends because the host ends it, or sees that the jail has ended, whichever walls are around it. */
export function isEndedByHost({ status, behindWalls }: Expected): boolean {
  return status !== "ok" && behindWalls === undefined;
}
