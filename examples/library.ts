// deno-lint-ignore-file no-console
/**
 * Runs untrusted Python from a TypeScript program, by the library:
 *
 *     deno run --allow-run --allow-read --allow-write --allow-ffi --allow-env=DENO_DIR examples/library.ts
 */
import { createEngine, type Result } from "../mod.ts";

function show(result: Result): void {
  if (result.kind !== "ended") return console.log(result.kind);
  const { status, claimed, reason } = result.outcome;
  console.log(status, reason ?? claimed.error?.message ?? claimed.result?.text);
}

// Disposing of it ends all jails.
await using engine = await createEngine({ limits: { timeoutMs: 5_000 }, workers: 2, spares: 1 });

// One program in an interpreter of its own.
const result = await engine.submit({ code: "print('hello')\n2 + 3" }).result;
show(result);
if (result.kind === "ended") console.log(result.stdout);

// A session keeps what its programs leave.
await engine.submit({ code: "x = 20" }, { session: "s" }).result;
show(await engine.submit({ code: "x + 1" }, { session: "s" }).result);
await engine.closeSession("s");

// A function that the program calls, and this program answers.
const functions = {
  search: {
    description: "Finds things.",
    call: ([query]: unknown[], { limit }: Record<string, unknown>) => Array(limit).fill(query),
  },
};
show(await engine.submit({ code: "search('x', limit=3)", functions }).result);

// Output while the program runs, and a limit of its own.
const onOutput = (stream: string, text: string) => console.log(stream, JSON.stringify(text));
const endless = "print('begun', flush=True)\nwhile True: pass";
show(await engine.submit({ code: endless }, { limits: { timeoutMs: 1_000 }, onOutput }).result);

// Stopped by whoever submitted it.
const { promise: begun, resolve } = Promise.withResolvers<void>();
const submission = engine.submit({ code: endless }, { onOutput: () => resolve() });
await Promise.race([begun, submission.result]);
submission.cancel();
show(await submission.result);
