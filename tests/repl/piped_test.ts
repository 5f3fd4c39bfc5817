/** Statements from a pipe. Python is a script here, which shows what it was given to run. */
import assert from "node:assert/strict";
import { CollectingSink } from "../../src/host/output.ts";
import { runPiped } from "../../src/repl/piped.ts";
import { ScriptedInterpreter } from "../fixtures/repl/scripted_interpreter.ts";

interface Piped {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs what comes in these pieces; `onTerminal` is where the output goes. */
async function pipe(pieces: readonly string[], onTerminal = false): Promise<Piped> {
  const left = pieces.map((piece) => new TextEncoder().encode(piece));
  const sinks = { stdout: new CollectingSink(), stderr: new CollectingSink() };
  const status = await runPiped({
    limits: { timeoutMs: 30_000, cpuMs: null, maxHeapBytes: 1024 * 1024, maxOutputBytes: 1024 },
    quiet: false,
    sinks,
    terminals: { stdout: onTerminal, stderr: onTerminal },
    readInput: () => Promise.resolve(left.shift() ?? null),
    open: (streams) => Promise.resolve(new ScriptedInterpreter(streams)),
  });
  return { status, stdout: await sinks.stdout.text(), stderr: await sinks.stderr.text() };
}

/** What was run, statement by statement. */
async function statements(...pieces: string[]): Promise<string[]> {
  const { status, stdout, stderr } = await pipe(pieces);
  assert.equal(status, 0);
  assert.equal(stderr, "");
  return stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line.replace(/^ran /, "")));
}

Deno.test("each statement is run when it is whole", async () => {
  assert.deepEqual(await statements("x = 1\n\n  \ny = 2"), ["x = 1", "y = 2"]);
  assert.deepEqual(await statements("f(\n", "1,\n2)\nx\n"), ["f(\n1,\n2)", "x"]);
  assert.deepEqual(await statements('s = """a\n\n  b"""\nx\r\n'), ['s = """a\n\n  b"""', "x"]);
  assert.deepEqual(await statements(""), []);
});

Deno.test("a block ends with an empty line, with a statement behind it, or with the input", async () => {
  assert.deepEqual(await statements("if x:\n  y\n\nz\n"), ["if x:\n  y\n", "z"]);
  assert.deepEqual(await statements("if x:\n  y\nz\n"), ["if x:\n  y\n", "z"]);
  assert.deepEqual(await statements("if x:\n  y\n"), ["if x:\n  y\n"]);
  assert.deepEqual(await statements("if x:\n  y\nif z:\n  w\n"), ["if x:\n  y\n", "if z:\n  w\n"]);
});

Deno.test("other clauses of a block belong to it, and so do comments in it", async () => {
  const block = "try:\n  x\nexcept E:\n  y\nelse:\n  z\n# note\nfinally:\n  w\n";
  assert.deepEqual(await statements(`${block}\nv\n`), [block, "v"]);
});

Deno.test("what never becomes whole is run at the end, for its error", async () => {
  assert.deepEqual(await statements("f(\n1"), ["f(\n1\n"]);
});

Deno.test("a failure does not keep the next statements from running, and the last one is the status", async () => {
  assert.deepEqual(await pipe(['complain "Traceback\\n"\nlimit\nx\n']), {
    status: 153,
    stdout: 'ran "x"\n',
    stderr: "Traceback\npysandbox: output limit of 10MiB exceeded (--max-output)\n",
  });
  assert.equal((await pipe(['limit\ncomplain "T"\nx\n'])).status, 1);
});

Deno.test("exit leaves with its status, and runs nothing more", async () => {
  assert.deepEqual(await pipe(['complain "T\\n"\nexit 0\nx\n']), {
    status: 0,
    stdout: "",
    stderr: "T\n",
  });
  assert.equal((await pipe(["exit 7\nx\n"])).status, 7);
});

Deno.test("a statement that reads gets the line that follows it, and what comes next is a statement again", async () => {
  assert.deepEqual(await pipe(["ask\nAda\nx\n"]), {
    status: 0,
    stdout: 'name? "Ada\\n"\nran "x"\n',
    stderr: "",
  });
  assert.deepEqual(await pipe(["ask\n"]), { status: 0, stdout: "name? null\n", stderr: "" });
});

Deno.test("commands work as at the prompt", async () => {
  const { status, stdout, stderr } = await pipe(["%time x\n%cd\n%limits\n"]);
  assert.equal(status, 1);
  assert.ok(stdout.startsWith('ran "x"\nwall clock  12.3 ms\n'), stdout);
  assert.ok(stdout.includes("\ntimeout     30s  "), stdout);
  assert.equal(stderr, "pysandbox: expected one of %limits, %time STATEMENT, %reset; got '%cd'\n");
});

Deno.test("output goes byte for byte into a pipe, and made visible to a terminal", async () => {
  const source = 'show "\\u001b[2Ja\\u001b[31mb\\u001b[3"\nshow "m"\n';
  assert.equal((await pipe([source])).stdout, "\x1b[2Ja\x1b[31mb\x1b[3m");
  assert.equal((await pipe([source], true)).stdout, "^[[2Ja\x1b[31mb^[[3m");
});
