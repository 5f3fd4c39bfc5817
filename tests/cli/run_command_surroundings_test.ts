import assert from "node:assert/strict";
import { assertRefused, type HostParts, runCommand } from "./hosts.ts";

/** The environment that a program gets. */
async function envOf(words: readonly string[], variables: Record<string, string> = {}) {
  const { request } = await runCommand(["-c", "", ...words], { variables });
  return { ...request.env };
}

Deno.test("a program gets no variable of the host's by itself", async () => {
  assert.deepEqual(await envOf([], { PATH: "/bin", SECRET: "x", PYSANDBOX_TIMEOUT: "5" }), {});
});

Deno.test("-e sets a variable, or copies the host's", async () => {
  const words = ["-e", "A=1", "--env", "B=x=y", "--env=C=", "-eSECRET", "-e", "MISSING"];
  assert.deepEqual(await envOf(words, { SECRET: "s", OTHER: "o" }), {
    A: "1",
    B: "x=y",
    C: "",
    SECRET: "s",
  });
});

Deno.test("a variable given twice is what was given last", async () => {
  assert.deepEqual(await envOf(["-e", "A=1", "-e", "A=2"]), { A: "2" });
});

Deno.test("PYSANDBOX_ENV sets variables, one a line, and the option wins", async () => {
  const variables = { PYSANDBOX_ENV: "A=1\n\nB=2\nHOME\n", HOME: "/home/me" };
  assert.deepEqual(await envOf(["-e", "A=3"], variables), { A: "3", B: "2", HOME: "/home/me" });
});

Deno.test("a variable named __proto__ is a variable", async () => {
  const env = await envOf(["-e", "__proto__=x"]);
  assert.deepEqual(Object.entries(env), [["__proto__", "x"]]);
});

Deno.test("a variable without a name is refused, and named as it was given", async () => {
  const expected = "expected NAME=VALUE or NAME";
  await assertRefused(["-c", "", "-e", "=x"], {}, `--env: ${expected}; got '=x'`);
  await assertRefused(["-c", "", "-e", ""], {}, `--env: ${expected}; got ''`);
  const variables = { PYSANDBOX_ENV: "A=1\n=x" };
  await assertRefused(["-c", ""], { variables }, `PYSANDBOX_ENV: ${expected}; got '=x'`);
});

const TERMINAL = { stdin: true, stdout: true, stderr: true, columns: 120, rows: 50 };

Deno.test("the program's terminals are the host's", async () => {
  const { request } = await runCommand(["-c", ""], { terminals: TERMINAL });
  assert.deepEqual(request.terminals, TERMINAL);
});

Deno.test("with --json, output is no terminal", async () => {
  const { request } = await runCommand(["-c", "", "--json"], { terminals: TERMINAL });
  assert.deepEqual(request.terminals, { ...TERMINAL, stdout: false, stderr: false });
});

Deno.test("tracebacks have colours on a terminal only, not with --json, and not against NO_COLOR", async () => {
  const colour = async (words: readonly string[], parts: HostParts) =>
    (await runCommand(["-c", "", ...words], parts)).request.colour;
  const terminals = { stderr: true };
  assert.equal(await colour([], { terminals }), true);
  assert.equal(await colour([], { terminals: { stdout: true } }), false);
  assert.equal(await colour(["--json"], { terminals }), false);
  assert.equal(await colour([], { terminals, variables: { NO_COLOR: "1" } }), false);
  assert.equal(await colour([], { terminals, variables: { NO_COLOR: "" } }), true);
});
