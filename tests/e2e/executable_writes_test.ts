/** The executable writes nothing anywhere and asks no network: as the kernel saw it, and where it could not if it wanted to. */
import assert from "node:assert/strict";
import { BINARY } from "./command.ts";
import { executableTest, namespace, traceInto, tracer, wordsOf } from "./executable.ts";
import { inBash } from "./in_bash.ts";

const FILES_INSIDE = "import sqlite3, tempfile\n" +
  "open('/tmp/x', 'w').write('x' * 10**6)\nsqlite3.connect('/tmp/db').execute('create table t (x)')\n" +
  "print(len(tempfile.NamedTemporaryFile().name) > 5)";

/** Ways to use the command, and their exit statuses. */
const USES: [what: string, args: string[], code: number][] = [
  ["a program", ["run", "-c", "print(1)"], 0],
  ["a program with files in the sandbox", ["run", "-c", FILES_INSIDE], 0],
  ["a report on standard output", ["run", "--json", "-c", "6 * 7"], 0],
  ["a traceback", ["run", "-c", "1/0"], 1],
  ["a timeout", ["run", "-t", "200ms", "-c", "while True: pass"], 124],
  ["a memory bomb", ["run", "-c", "x = bytearray(10**9)"], 137],
  ["a crash", ["run", "-c", "import ctypes; ctypes.string_at(0xfffffff0)"], 139],
  ["a script that is not there", ["run", "/nonexistent.py"], 127],
  ["a wrong command line", ["bogus"], 2],
  ["--version", ["--version"], 0],
  ["--help", ["run", "--help"], 0],
  ["completions", ["completions", "bash"], 0],
  ["licenses", ["licenses"], 0],
];

const trace = tracer();

/** Runs the command in a folder that is its home and everything else, and says what it did to files and networks. */
async function deedsOf(
  folder: string,
  args: readonly string[],
  others: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string; deeds: string[]; left: string[] }> {
  const home = `${folder}/home`;
  const traces = `${folder}/traces`;
  await Deno.mkdir(home);
  await Deno.mkdir(traces);
  const names = ["HOME", "TMPDIR", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];
  const env = { ...Object.fromEntries(names.map((name) => [name, home])), ...others };
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = [...traceInto(`${traces}/trace`), "env", ...variables];
  const line = `exec ${words.map((word) => `'${word}'`).join(" ")} "$@"`;
  const finished = await inBash(line, args, { cwd: home });
  const deeds: string[] = [];
  let starts = 0;
  for await (const { name } of Deno.readDir(traces)) {
    const text = await Deno.readTextFile(`${traces}/${name}`);
    if (text.includes(`execve("${BINARY}"`)) starts++;
    deeds.push(...deedsIn(text));
  }
  assert.ok(starts > 0, "the command was traced");
  const left = [...Deno.readDirSync(home)].map(({ name }) => name);
  await Deno.remove(traces, { recursive: true });
  await Deno.remove(home, { recursive: true });
  return { ...finished, deeds, left };
}

/** System calls that change no file and reach nobody, whatever their arguments. */
const HARMLESS =
  /^(execve|access|faccessat2?|l?stat|newfstatat|statx|statfs|readlink(at)?|getcwd|chdir|l?getxattr)\(/;

/** Opening to write; the null device, which the runtime puts in the place of closed streams, swallows everything. */
const TO_WRITE = /O_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)/;
const NULL_DEVICE = /^open(at)?\((AT_FDCWD, )?"\/dev\/(null|tty)"/;

/** What a wall is tried with: this socket must not be able to connect, which is a call of its own. */
const PROBE = /^socket\(AF_INET, SOCK_STREAM, IPPROTO_IP\)/;

/** The lines of a trace that wrote, or reached out, and succeeded. What is tried and refused is how walls are proved. */
function deedsIn(trace: string): string[] {
  return trace.split("\n").filter((line) => {
    if (!/\) += \d/.test(line) || HARMLESS.test(line) || NULL_DEVICE.test(line)) return false;
    if (PROBE.test(line)) return false;
    return /^open(at2?)?\(/.test(line) ? TO_WRITE.test(line) : /^\w+\(/.test(line);
  });
}

for (const [what, args, code] of USES) {
  executableTest(`nothing is written and nobody is reached by ${what}`, async (folder) => {
    const found = await deedsOf(folder, args);
    assert.deepEqual([found.deeds, found.left], [[], []]);
    assert.equal(found.code, code, found.stderr);
  }, { within: trace });
}

executableTest("what is asked to be written is all that is written", async (folder) => {
  const { deeds, left } = await deedsOf(folder, [
    "run",
    "--report",
    "report",
    "-c",
    "print(1)",
  ]);
  assert.equal(deeds.length, 1, deeds.join("\n"));
  assert.match(deeds[0]!, /^openat\(AT_FDCWD, "\S*report", O_WRONLY\|O_CREAT\|O_TRUNC/);
  assert.deepEqual(left, ["report"]);
}, { within: trace });

/**
 * Variables that Deno, Node, V8, Rust and Python know. An executable is not the tool that they are meant for: none may
 * change anything. HERE stands for a path at which some of them would write.
 */
const VARIABLES: Record<string, string> = {
  ...{ DENO_DIR: "HERE", DENO_INSTALL_ROOT: "HERE", DENO_REPL_HISTORY: "HERE", DENO_CERT: "HERE" },
  ...{ DENO_TLS_CA_STORE: "bogus", DENO_V8_FLAGS: "--trace-gc", DENO_COVERAGE_DIR: "HERE" },
  ...{ DENO_TRACE_PERMISSIONS: "1", DENO_AUDIT_PERMISSIONS: "HERE", DENO_NO_PACKAGE_JSON: "1" },
  ...{ DENO_JOBS: "1", DENO_CONDITIONS: "bogus", DENO_COMPAT: "1", DENO_AUTO_SERVE: "1" },
  ...{ DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0", DENO_AUTH_TOKENS: "bogus@127.0.0.1" },
  ...{ DENO_KV_DB_MODE: "disk", DENO_KV_DEFAULT_PATH: "HERE", DENO_CACHE_DB_MODE: "disk" },
  ...{ DENO_UNSTABLE_CRON_SOCK: "HERE", DENO_UNSTABLE_CONTROL_SOCK: "HERE" },
  ...{ DENO_UNSTABLE_FFI_TRACE_TURBO: "1", DENO_UNSTABLE_OTEL_DETERMINISTIC: "1" },
  ...{ DENO_USE_CGROUPS: "1", DENO_USR2_MEMORY_TRIM: "1", DENO_NO_FILTER_FRAMES: "1" },
  ...{ OTEL_DENO: "true", OTEL_EXPORTER_OTLP_PROTOCOL: "console", OTEL_SERVICE_NAME: "bogus" },
  ...{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" },
  ...{ NODE_OPTIONS: "--require=/nonexistent.js", NODE_DEBUG: "*", NODE_V8_COVERAGE: "HERE" },
  ...{ NODE_EXTRA_CA_CERTS: "/nonexistent", NODE_UNIQUE_ID: "1", NODE_ICU_DATA: "/nonexistent" },
  ...{ NODE_PATH: "/nonexistent", NODE_REPL_HISTORY: "HERE", NODE_NO_READLINE: "1" },
  ...{ RUST_LOG: "trace", RUST_BACKTRACE: "full", RUST_LIB_BACKTRACE: "full" },
  ...{ SSL_CERT_FILE: "/nonexistent", HTTPS_PROXY: "http://127.0.0.1:9", FORCE_COLOR: "1" },
  ...{ PYTHONSTARTUP: "/nonexistent", PYTHONHOME: "/nonexistent", PYTHONPATH: "/nonexistent" },
  ...{
    PYTHONVERBOSE: "1",
    PYTHONINSPECT: "1",
    PYTHONHASHSEED: "bogus",
    PYTHONPYCACHEPREFIX: "HERE",
  },
  ...{ TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8", LC_ALL: "C", COLUMNS: "20" },
};

const SEES_ITS_ENVIRONMENT = "import os, time\nprint(os.environ, time.tzname)\n1/0";

executableTest(
  "variables of Deno, Node, Rust and Python change nothing, and nothing is written",
  async (folder) => {
    const args = ["run", "-c", SEES_ITS_ENVIRONMENT];
    const here = Object.entries(VARIABLES).map(([name, value]) =>
      [name, value === "HERE" ? `${folder}/home/here` : value] as const
    );
    const plain = await deedsOf(folder, args);
    const found = await deedsOf(folder, args, Object.fromEntries(here));
    assert.match(plain.stdout, /^environ\(.*\) \('UTC', 'UTC'\)\n$/);
    assert.match(plain.stderr, /\nZeroDivisionError: division by zero\n$/);
    assert.deepEqual(found.stdout, plain.stdout);
    assert.deepEqual(found.stderr, plain.stderr);
    assert.deepEqual([found.deeds, found.left, found.code], [[], [], 1]);
  },
  { within: trace },
);

/**
 * For debugging Deno itself, and answered before any of our code runs, which therefore cannot prevent it: two write
 * to standard error, the third makes the file that it names, which stays empty. None reaches the output or the verdict.
 */
for (
  const [name, value] of [["DENO_LOG", "trace"], ["DENO_TOKIO_METRICS", "1"], [
    "SSLKEYLOGFILE",
    "keys",
  ]]
) {
  executableTest(`${name} changes neither output nor verdict`, async (folder) => {
    const options = { cwd: folder, env: { [name!]: value! } };
    const args = ["run", "--json", "-c", "print(1)\nraise SystemExit(3)"];
    const { code, stdout } = await inBash('exec "$@"', args, options);
    assert.equal(stdout.split("\n").length, 2, "one line");
    const report = JSON.parse(stdout);
    assert.deepEqual([code, report.stdout, report.stderr], [3, "1\n", ""]);
    for await (const file of Deno.readDir(folder)) {
      assert.equal((await Deno.stat(`${folder}/${file.name}`)).size, 0);
    }
  });
}

const ownMounts = namespace("--mount");

executableTest("the executable runs where nothing can be written", async (folder) => {
  // Each mount is made read-only, for this process and its children, with the restrictions that it had.
  const line = `while read -r _ target _ options _; do
        kept=$(tr , '\\n' <<<"$options" | grep -xE 'nosuid|nodev|noexec' | paste -sd ,)
        mount -o "remount,bind,ro\${kept:+,$kept}" "$target"
      done </proc/self/mounts 2>/dev/null
      for place in / /tmp /dev/shm "$HOME" "$PWD"; do
        if [ -d "$place" ] && touch "$place/written" 2>/dev/null; then echo "$place is writable"; exit 99; fi
      done
      exec "$@"`;
  const args = ["run", "-c", FILES_INSIDE];
  const options = { within: wordsOf(ownMounts), cwd: folder, env: { HOME: folder } };
  const { code, stdout, stderr } = await inBash(line, args, options);
  assert.deepEqual([code, stdout, stderr], [0, "True\n", ""]);
}, { within: ownMounts });

executableTest("the executable may write no file at all", async () => {
  // A process that writes to a file is killed by SIGXFSZ; pipes are none.
  const { code, stdout, stderr } = await inBash('ulimit -f 0; exec "$@"', [
    "run",
    "-c",
    FILES_INSIDE,
  ]);
  assert.deepEqual([code, stdout, stderr], [0, "True\n", ""]);
});

const ownNetwork = namespace("--net");

executableTest("the executable runs without any network", async () => {
  const line = `cut -s -d: -f1 /proc/net/dev | tr -d ' '; exec "$@"`;
  const args = ["run", "-c", "print(1)"];
  const { code, stdout, stderr } = await inBash(line, args, { within: wordsOf(ownNetwork) });
  // The only interface is the loopback, which is down.
  assert.deepEqual([code, stdout, stderr], [0, "lo\n1\n", ""]);
}, { within: ownNetwork });
