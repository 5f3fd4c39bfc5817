/** Host functions of the client in TypeScript, against the real command. One sandbox for all. */
import assert from "node:assert/strict";
import { type HostFunction, InvalidRequest, SandboxBusy } from "../../clients/typescript/client.ts";
import { forkingSandbox, rejection } from "./sandboxes.ts";

type Functions = Readonly<Record<string, HostFunction>>;

const sandbox = await forkingSandbox();

/** The value of a program, which must have ended well. */
async function valueOf(code: string, functions: Functions): Promise<unknown> {
  return (await sandbox.run(code, { functions })).orThrow().output;
}

Deno.test("functions are called with what the program gives, named arguments behind the others", async () => {
  const seen: unknown[] = [];
  const search = (...args: unknown[]) => {
    seen.push(args);
    return { found: args.length };
  };
  assert.deepEqual(await valueOf("[search('x', limit=3), search(), search([1])]", { search }), [
    { found: 2 },
    { found: 0 },
    { found: 1 },
  ]);
  assert.deepEqual(seen, [["x", { limit: 3 }], [], [[1]]]);
});

Deno.test("async functions run at once", async () => {
  let open = 0;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const meet = async (number: number) => {
    if (++open === 8) resolve();
    await all;
    return number;
  };
  const code = "import asyncio\nasync def main():\n" +
    "    return await asyncio.gather(*map(meet.aio, range(8)))\nawait main()";
  assert.deepEqual(await valueOf(code, { meet }), [0, 1, 2, 3, 4, 5, 6, 7]);
});

Deno.test("what a function throws is raised in the program", async () => {
  class HttpError extends Error {
    override readonly name = "HttpError";
  }
  const fail = (kind: string) => {
    if (kind === "http") throw new HttpError("404");
    if (kind === "type") throw new TypeError("no such type");
    if (kind === "text") throw "a text";
    if (kind === "python") throw Object.assign(new Error("missing"), { name: "KeyError" });
    return kind === "bigint" ? 5n : () => {};
  };
  const errorOf = async (kind: string) => {
    const { errorDetail } = await sandbox.run(`fail('${kind}')`, { functions: { fail } });
    return [errorDetail?.type, errorDetail?.message];
  };
  assert.deepEqual(await errorOf("http"), ["host.CallError", "HttpError: 404"]);
  assert.deepEqual(await errorOf("type"), ["TypeError", "no such type"]);
  assert.deepEqual(await errorOf("text"), ["host.CallError", "Error: a text"]);
  assert.deepEqual(await errorOf("python"), ["KeyError", "'missing'"]);
  assert.deepEqual(await errorOf("bigint"), ["TypeError", "Do not know how to serialize a BigInt"]);
  assert.deepEqual(await errorOf("other"), ["TypeError", "fail returned what JSON does not have"]);
  const large = await sandbox.run("f()", { functions: { f: () => "x".repeat(2 ** 22) } });
  const bytes = "f returned 4194306 bytes of JSON, expected at most 4194304";
  assert.equal(large.error, `TypeError: ${bytes}`);
});

Deno.test("nothing is None, and a description is what help shows", async () => {
  const note = {
    description: "Notes a text.",
    parameters: {
      type: "object",
      properties: { text: { type: "string", description: "what to note" } },
      required: ["text"],
    },
    call: (_text: string) => {},
  };
  const result = await sandbox.run("help(note)\nrepr(note('x'))", { functions: { note } });
  assert.equal(result.output, "None");
  assert.equal(
    result.stdout,
    "Help on function note in module host:\n\nnote(text: str)\n    Notes a text.\n\n" +
      "    Parameters:\n        text: what to note\n\n",
  );
});

Deno.test("a function may run programs, but for those of the session that waits for it", async () => {
  const outer = async () => (await sandbox.run("6 * 7")).output;
  assert.equal(await valueOf("outer()", { outer }), 42);
  await using session = sandbox.session();
  const errors: unknown[] = [];
  const inner = async () => void errors.push(await rejection(session.run("1")));
  await session.run("inner()", { functions: { inner } });
  assert.ok(errors[0] instanceof SandboxBusy);
});

Deno.test("calls have a time and a number, and the program none while it waits", async () => {
  const never = new Promise<never>(() => {});
  const late = await sandbox.run("f()", { functions: { f: () => never }, callTimeout: 50 });
  assert.equal(late.error, "TimeoutError: f: no answer within 50ms (callTimeout)");
  const most = await sandbox.run("f()\nf()", { functions: { f: () => 1 }, maxCalls: 1 });
  assert.equal(most.error, "RuntimeError: f: expected at most 1 calls of one program (maxCalls)");
  const slow = () => new Promise((resolve) => setTimeout(() => resolve("done"), 2500));
  const patient = await sandbox.run("slow()", { functions: { slow }, timeout: 2000 });
  assert.equal(patient.output, "done");
});

Deno.test("a late answer hurts nobody", async () => {
  let answer = (_value: string) => {};
  const slow = () => new Promise<string>((resolve) => answer = resolve);
  const late = await sandbox.run("slow()", { functions: { slow }, callTimeout: 50 });
  assert.equal(late.errorDetail?.type, "TimeoutError");
  answer("too late");
  assert.equal((await sandbox.run("4 + 5")).output, 9);
});

Deno.test("what is no function is refused before anything runs", async () => {
  const none = { call: 7 } as unknown as HostFunction;
  const error = await rejection(sandbox.run("f()", { functions: { f: none } }));
  assert.equal(String(error), "TypeError: functions: expected a function as 'f'; got number");
  const named = await rejection(sandbox.run("1", { functions: { class: () => 1 } }));
  assert.ok(named instanceof InvalidRequest);
});

Deno.test("a run that is aborted while its function works rejects at once", async () => {
  const abort = new AbortController();
  const work = () => {
    abort.abort();
    return new Promise(() => {});
  };
  const error = await rejection(
    sandbox.run("work()", { functions: { work }, signal: abort.signal }),
  );
  assert.equal((error as Error).name, "AbortError");
  await sandbox.close();
});
