import assert from "node:assert/strict";
import { assertRefused, runCommand } from "./hosts.ts";

const MIB = 1024 * 1024;

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("a file is the program, and further words are its arguments", async () => {
  const files = { "dir/a.py": "print(1)" };
  const { request } = await runCommand(["dir/a.py", "x", "-", "--", "--json"], { files });
  assert.deepEqual(request.program, {
    kind: "file",
    name: "dir/a.py",
    source: bytes("print(1)"),
  });
  assert.deepEqual(request.args, ["x", "-", "--json"]);
});

Deno.test("-c CODE is the program, and all words are its arguments", async () => {
  const { request } = await runCommand(["-c", "print('\u20AC')", "a.py", "b"]);
  assert.deepEqual(request.program, { kind: "code", name: "-c", source: bytes("print('\u20AC')") });
  assert.deepEqual(request.args, ["a.py", "b"]);
});

Deno.test("indented code is taken as CPython takes it", async () => {
  const { request } = await runCommand(["-c", "\n  if 1:\n    x\n"]);
  assert.deepEqual(request.program, { kind: "code", name: "-c", source: bytes("\nif 1:\n  x\n") });
});

Deno.test("empty code is a program", async () => {
  const { request } = await runCommand(["-c", ""], { terminals: { stdin: true } });
  assert.deepEqual(request.program, { kind: "code", name: "-c", source: bytes("") });
});

Deno.test("-m MODULE is the program, and all words are its arguments", async () => {
  const { request } = await runCommand(["-m", "json.tool", "a.json"]);
  assert.deepEqual(request.program, { kind: "module", name: "json.tool" });
  assert.deepEqual(request.args, ["a.json"]);
});

Deno.test("- is the program on standard input, with arguments", async () => {
  const { request } = await runCommand(["-", "x"], { stdin: "1+1" });
  assert.deepEqual(request.program, { kind: "stdin", name: "-", source: bytes("1+1") });
  assert.deepEqual(request.args, ["x"]);
});

Deno.test("without a word the program is on standard input, unless that is a terminal", async () => {
  const { request } = await runCommand([], { stdin: "1+1" });
  assert.deepEqual(request.program, { kind: "stdin", name: "-", source: bytes("1+1") });
  assert.deepEqual(request.args, []);
});

Deno.test("a script that does not exist exits with 127", async () => {
  await assertRefused(["no.py"], {}, "can't open 'no.py': no such file", 127);
});

Deno.test("a script that cannot be read exits with 126 and says why", async () => {
  const files = {
    "dir": new Deno.errors.IsADirectory("Is a directory"),
    "secret.py": new Deno.errors.PermissionDenied("Permission denied"),
    "odd.py": new Error("Input/output error (os error 5)"),
  };
  await assertRefused(
    ["dir"],
    { files },
    "can't read 'dir': it is a folder without a __main__.py, expected a Python file",
    126,
  );
  await assertRefused(["secret.py"], { files }, "can't read 'secret.py': permission denied", 126);
  await assertRefused(
    ["odd.py"],
    { files },
    "can't read 'odd.py': input/output error",
    126,
  );
});

Deno.test("a program may be 16 MiB long and no longer, wherever it comes from", async () => {
  const most = new Uint8Array(16 * MIB);
  const { request } = await runCommand(["a.py"], { files: { "a.py": most } });
  assert.equal(request.program.kind === "file" && request.program.source.length, 16 * MIB);
  await assertRefused(
    ["a.py"],
    { files: { "a.py": new Uint8Array(17 * MIB) } },
    "can't read 'a.py': it is larger than 16MiB, the most for a program",
    126,
  );
  await assertRefused(
    ["-"],
    { stdin: "#".repeat(17 * MIB) },
    "can't read the program on standard input: it is larger than 16MiB, the most for a program",
    126,
  );
});

Deno.test("no file is read for a command line that is wrong", async () => {
  await assertRefused(
    ["no.py", "--walls", "none"],
    {},
    "--walls: expected require, auto, off; got 'none'",
  );
});
