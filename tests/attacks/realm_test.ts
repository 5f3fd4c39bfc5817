/** Hostile JavaScript inside the jail's realm, as if Python had found a way to it: the walls behind it hold, and the verdict is true. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { ensureAssets } from "../../src/host/assets.ts";
import type { Status } from "../../src/core/outcome.ts";
import type { JailCommand } from "../../src/host/jail_process.ts";
import { attackedJail, runHonestly, runJail, type Supervised } from "../fixtures/supervised.ts";

const HEAP_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 2000;

/** How much later than its limits a run may return here, where other work may share the processors. */
const PATIENCE_MS = 3000;

interface Expected {
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
}

await ensureAssets(() => {});

const BROKE = "the sandbox broke its protocol and was killed:";
const timedOut = {
  status: "timeout",
  exitCode: 124,
  reason: "timed out after 2s (--timeout)",
  stdout: "before\n",
} as const;
const outOfMemory = {
  status: "memory",
  exitCode: 137,
  reason: "out of memory: the limit is 64MiB (--max-heap)",
  stdout: "before\n",
  timeoutMs: 20_000,
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
const denied = (names: string) => each(names, "NotCapable");

const CASES: readonly Expected[] = [
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
    reason: `the interpreter crashed: ${"[31m red ".repeat(23).slice(0, 200).trim()}`,
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
    reason: `${BROKE} The end message is not JSON in UTF-8`,
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
    ...crashed,
    stdout: "honest\n",
  },
  {
    name: "a poisoned toJSON",
    attack: "poisoned Object.prototype.toJSON",
    ...crashed,
    reason: "the sandbox ended without a result (status 1)",
    stdout: "honest\n",
  },
  { name: "poisoned accessors", attack: "poisoned accessors", ...refused() },
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
    ...refused(...denied(
      "environment, one variable, set variable, spawn, spawn itself, kill parent, dlopen, read memory, callback, listen, " +
        "listen unix, hostname, interfaces, memory of the host, user, system release",
    )),
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
  },
  {
    name: "kept realm: debuggers and loaders have nothing to give",
    attack: "kept realm: debuggers",
    detail: "/tmp/pysandbox-escaped",
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
  { name: "kept Deno: swallowed interrupts", attack: "kept Deno: reads fd 0", ...timedOut },
  { name: "kept Deno: closed streams", attack: "kept Deno: closed streams", ...timedOut },
  { name: "kept Deno: ignored signals", attack: "kept Deno: deaf", ...timedOut },
  { name: "kept timers that outlive the program", attack: "kept timers", ...refusedLate("before") },
  {
    name: "kept Worker: there is no memory for one",
    attack: "kept Deno: worker",
    ...outOfMemory,
    stdout: "",
  },
  // Not even the name of the folder in which the user stands.
  {
    name: "kept Deno: the working directory is nobody's",
    attack: "kept Deno: working directory",
    ...refused("/"),
  },
  {
    name: "kept Deno: no file is left open",
    attack: "kept Deno: open files",
    ...refused("dynamicLibrary stderr stdin stdout"),
  },
];

for (
  const { name, attack, detail = "", status, exitCode, reason, stdout, result = null, timeoutMs }
    of CASES
) {
  Deno.test(`realm attack: ${name}`, async () => {
    const run = await attacked(attack, detail, timeoutMs);
    const { outcome } = run;
    deepEqual([outcome.status, outcome.exitCode], [status, exitCode], outcome.reason ?? "");
    if (reason !== undefined) equal(outcome.reason, reason);
    equal(run.stdout, stdout);
    deepEqual([outcome.claimed.result, outcome.claimed.error], [result, null]);
  });
}

Deno.test("realm attack: array buffers to the end with every error caught", async () => {
  const { outcome } = await attacked("array buffers swallowed", "");
  // Whatever is refused, it asks for again: the clock ends it, or the engine, which finds no memory for itself.
  const ends = { timeout: 124, memory: 137 } as Record<string, number>;
  equal(outcome.exitCode, ends[outcome.status], `${outcome.status}: ${outcome.reason}`);
});

Deno.test("realm attack: kept Deno: nothing reaches a listener of the host", async () => {
  const script = new URL("../fixtures/listener.ts", import.meta.url).href;
  const listener = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-net", script],
    stdout: "piped",
  }).spawn();
  const lines = listener.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const port = String((await lines.next()).value).trim();
  const run = await attacked("kept Deno: connect", port);
  equal(run.outcome.status, "ok");
  equal(
    run.stdout,
    denied("connect, connectTls, fetch, fetch file, resolve").map((line) => `${line}\n`).join(""),
  );
  listener.kill("SIGKILL");
  deepEqual(await lines.next(), { value: undefined, done: true });
  await listener.status;
});

/** The system's walls refuse even what Deno asks no permission for. Elsewhere than on Linux, what they refuse differs. */
const isLinux = Deno.build.os === "linux";

Deno.test({
  name: "realm attack behind the system's walls: a database's temporary files",
  ignore: !isLinux,
  fn: async () => {
    const run = await attackedBehindWalls("kept realm: temporary files of a database", "");
    equal(run.stdout, "before\nwrite: Error\n", run.outcome.reason ?? "");
  },
});

Deno.test({
  name: "realm attack behind the system's walls: web storage keeps nothing for the next run",
  ignore: !isLinux,
  fn: async () => {
    for (let turn = 0; turn < 2; turn++) {
      const { stdout } = await attackedBehindWalls("kept realm: web storage", "");
      ok(stdout.startsWith("before\n"), stdout);
      ok(!stdout.includes("by an earlier run"), stdout);
    }
  },
});

for (
  const { name, attack, detail = "" } of CASES.filter(({ attack }) => attack.startsWith("kept"))
) {
  Deno.test({
    name: `realm attack behind the system's walls: ${name}`,
    ignore: !isLinux,
    fn: async () => {
      // Much of Deno does not work there at all: what matters is that nothing gets out, and that it ends.
      const { outcome, stdout } = await attackedBehindWalls(attack, detail);
      ok(!stdout.includes("ESCAPED"), stdout);
      ok(outcome.status !== "internal", outcome.reason ?? "");
    },
  });
}

Deno.test("after all realm attacks, an honest run is what it always was", async () => {
  const { outcome, stdout, stderr } = await runHonestly();
  deepEqual([outcome.status, outcome.exitCode, outcome.reason], ["ok", 0, null]);
  deepEqual([stdout, stderr, outcome.claimed.result], ["honest\n", "", 9]);
});

/** A run with the attack in its realm, without the walls of the operating system: those inside them have to hold alone. */
function attacked(attack: string, detail: string, timeoutMs?: number): Promise<Supervised> {
  const { args, ...rest } = attackedJail(attack, HEAP_BYTES, [detail]);
  const without = args.map((word) => word === "walls" ? "no-walls" : word);
  return attackedIn({ ...rest, args: without }, timeoutMs);
}

/** The same with all walls. */
function attackedBehindWalls(attack: string, detail: string): Promise<Supervised> {
  return attackedIn(attackedJail(attack, HEAP_BYTES, [detail]));
}

/** A run that must end in time, leave no process and not make the host grow. */
async function attackedIn(command: JailCommand, timeoutMs = TIMEOUT_MS): Promise<Supervised> {
  const run = await runJail(command, { limits: { timeoutMs } });
  deepEqual(run.survivors, []);
  ok(run.milliseconds < timeoutMs + PATIENCE_MS, `returned after ${run.milliseconds} ms`);
  ok(run.growthBytes < 100 * 1024 * 1024, `the host grew by ${run.growthBytes} bytes`);
  return run;
}
