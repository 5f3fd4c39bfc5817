import assert from "node:assert/strict";
import type { ServeCommand } from "../../src/cli/stdio_server.ts";
import { SERVE_OPTIONS } from "../../src/cli/commands/serve_stdio.ts";
import { assertThrown, PROCESSORS, serveCommand } from "./hosts.ts";

const MIB = 1024 * 1024;

Deno.test("serve-stdio without options has the defaults that its help states", async () => {
  assert.deepEqual(await serveCommand([]), {
    limits: { timeoutMs: 30_000, cpuMs: null, maxHeapBytes: 256 * MIB, maxOutputBytes: 10 * MIB },
    walls: "auto",
    maxFilesBytes: 64 * MIB,
    workers: PROCESSORS,
    spares: PROCESSORS,
    maxSessions: 32,
    sessionIdleMs: 15 * 60_000,
    maxLineBytes: 16 * MIB,
    packages: null,
    quiet: false,
    verbose: false,
  });
  const help = Object.values(SERVE_OPTIONS).map(({ description }) => description).join("\n");
  for (const text of ["processors", "as many as workers", "32", "15m", "16MiB"]) {
    assert.match(help, new RegExp(`\\(default: .*${text}\\)`));
  }
});

/** Options that are the server's own: two values each, and what it makes of them. */
const OWN: {
  readonly option: string;
  readonly variable: string;
  readonly texts: readonly [string, string];
  readonly values: readonly [unknown, unknown];
  readonly get: (command: ServeCommand) => unknown;
}[] = [
  {
    option: "--workers",
    variable: "PYSANDBOX_WORKERS",
    texts: ["1", "1024"],
    values: [1, 1024],
    get: ({ workers }) => workers,
  },
  {
    option: "--spares",
    variable: "PYSANDBOX_SPARES",
    texts: ["0", "1024"],
    values: [0, 1024],
    get: ({ spares }) => spares,
  },
  {
    option: "--max-sessions",
    variable: "PYSANDBOX_MAX_SESSIONS",
    texts: ["0", "7"],
    values: [0, 7],
    get: ({ maxSessions }) => maxSessions,
  },
  {
    option: "--session-idle",
    variable: "PYSANDBOX_SESSION_IDLE",
    texts: ["0", "1.5"],
    values: [null, 1500],
    get: ({ sessionIdleMs }) => sessionIdleMs,
  },
  {
    option: "--max-line",
    variable: "PYSANDBOX_MAX_LINE",
    texts: ["1KiB", "256"],
    values: [1024, 256 * MIB],
    get: ({ maxLineBytes }) => maxLineBytes,
  },
];

for (const { option, variable, texts, values, get } of OWN) {
  Deno.test(`${option} comes from the command line, else from ${variable}, else from its default`, async () => {
    const fallback = get(await serveCommand([]));
    assert.deepEqual(get(await serveCommand([option, texts[0]])), values[0]);
    assert.deepEqual(get(await serveCommand([`${option}=${texts[1]}`])), values[1]);
    assert.deepEqual(get(await serveCommand([], { [variable]: texts[0] })), values[0]);
    assert.deepEqual(
      get(await serveCommand([option, texts[1]], { [variable]: texts[0] })),
      values[1],
    );
    assert.deepEqual(get(await serveCommand([], { [variable]: "" })), fallback);
  });
}

Deno.test("spares are as many as workers unless said otherwise", async () => {
  assert.equal((await serveCommand(["--workers", "3"])).spares, 3);
  assert.equal((await serveCommand([], { PYSANDBOX_WORKERS: "4" })).spares, 4);
  const { workers, spares } = await serveCommand(["--workers", "3", "--spares", "1"]);
  assert.deepEqual([workers, spares], [3, 1]);
});

Deno.test("limits, walls and what is said are given as to run", async () => {
  const words = ["-t", "5s", "--cpu", "2", "-H", "64", "--max-output", "64M"];
  const { limits, walls, quiet, verbose } = await serveCommand([...words, "--walls", "off", "-qv"]);
  assert.deepEqual({ limits, walls, quiet, verbose }, {
    limits: { timeoutMs: 5000, cpuMs: 2000, maxHeapBytes: 64 * MIB, maxOutputBytes: 64 * MIB },
    walls: "off",
    quiet: true,
    verbose: true,
  });
  const variables = { PYSANDBOX_TIMEOUT: "0", PYSANDBOX_WALLS: "require", PYSANDBOX_QUIET: "1" };
  const byEnvironment = await serveCommand([], variables);
  assert.equal(byEnvironment.limits.timeoutMs, null);
  assert.equal(byEnvironment.walls, "require");
  assert.equal(byEnvironment.quiet, true);
});

const COUNT = "expected a whole number from";
const IDLE = "expected a duration such as 500ms, 5s or 2m, from 1ms to 8760h, or 0 for off";
const LINE = "expected a size such as 64, 64MiB or 1G, from 1KiB to 256MiB";
const OUTPUT = "expected at most 64MiB with serve-stdio, whose answers hold the output in one text";
const FILES = "expected at most 128MiB with serve-stdio, whose answers hold the files in one text";
const FILES_SIZE = "expected a size such as 64, 64MiB or 1G, from 1B to 4GiB";
const HEAP = "expected a size such as 64, 64MiB or 1G, from 40MiB to 4GiB";

/** An option, its environment variable, a wrong value, and the message; what was given is shown as here. */
const REFUSED: [option: string, variable: string, value: string, message: string, shown: string][] =
  [
    ["--workers", "PYSANDBOX_WORKERS", "0", `${COUNT} 1 to 1024`, "'0'"],
    ["--workers", "PYSANDBOX_WORKERS", "many", `${COUNT} 1 to 1024`, "'many'"],
    ["--workers", "PYSANDBOX_WORKERS", "1025", `${COUNT} 1 to 1024`, "'1025'"],
    ["--workers", "PYSANDBOX_WORKERS", "1.5", `${COUNT} 1 to 1024`, "'1.5'"],
    ["--workers", "PYSANDBOX_WORKERS", "1e2", `${COUNT} 1 to 1024`, "'1e2'"],
    ["--spares", "PYSANDBOX_SPARES", "-1", `${COUNT} 0 to 1024`, "'-1'"],
    ["--spares", "PYSANDBOX_SPARES", "1025", `${COUNT} 0 to 1024`, "'1025'"],
    ["--max-sessions", "PYSANDBOX_MAX_SESSIONS", "all", `${COUNT} 0 to 1024`, "'all'"],
    ["--session-idle", "PYSANDBOX_SESSION_IDLE", "-1", IDLE, "'-1'"],
    ["--session-idle", "PYSANDBOX_SESSION_IDLE", "never", IDLE, "'never'"],
    ["--session-idle", "PYSANDBOX_SESSION_IDLE", "8761h", IDLE, "'8761h'"],
    ["--max-line", "PYSANDBOX_MAX_LINE", "1B", LINE, "'1B'"],
    ["--max-line", "PYSANDBOX_MAX_LINE", "257", LINE, "'257'"],
    ["--max-line", "PYSANDBOX_MAX_LINE", "long", LINE, "'long'"],
    ["--max-output", "PYSANDBOX_MAX_OUTPUT", "65M", OUTPUT, "65MiB"],
    ["--max-files", "PYSANDBOX_MAX_FILES", "129M", FILES, "129MiB"],
    ["--max-files", "PYSANDBOX_MAX_FILES", "0", FILES_SIZE, "'0'"],
    ["--max-heap", "PYSANDBOX_MAX_HEAP", "1", HEAP, "'1'"],
    ["--walls", "PYSANDBOX_WALLS", "on", "expected require, auto, off", "'on'"],
  ];

for (const [option, variable, value, message, shown] of REFUSED) {
  Deno.test(`serve-stdio ${option} ${value} is refused, and named as it was given`, async () => {
    const whole = `${message}; got ${shown}`;
    await assertThrown(() => serveCommand([option, value]), `${option}: ${whole}`);
    await assertThrown(() => serveCommand([], { [variable]: value }), `${variable}: ${whole}`);
  });
}

Deno.test("a variable for a flag of serve-stdio takes yes or no and nothing else", async () => {
  for (const variable of ["PYSANDBOX_QUIET", "PYSANDBOX_VERBOSE"]) {
    await assertThrown(
      () => serveCommand([], { [variable]: "maybe" }),
      `${variable}: expected 1 or 0; got 'maybe'`,
    );
  }
});

Deno.test("variables of other commands' options are nothing to serve-stdio", async () => {
  const variables = { PYSANDBOX_SEED: "x", PYSANDBOX_ENV: "=", PYSANDBOX_JSON: "maybe" };
  assert.deepEqual(await serveCommand([], variables), await serveCommand([]));
});
