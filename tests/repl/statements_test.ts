import assert from "node:assert/strict";
import { MEBIBYTE } from "../../src/core/units.ts";
import type { Ending } from "../../src/repl/prompt_interpreter.ts";
import { type Consequence, runEntered } from "../../src/repl/statements.ts";
import { ScriptedInterpreter } from "../fixtures/repl/scripted_interpreter.ts";

interface Ran {
  readonly consequence: Consequence;
  readonly performed: string[];
  readonly answered: string;
  readonly complained: string;
  readonly resets: number;
}

/** Enters a source whose statement, where there is one, has this end. */
async function enter(source: string, ending: Ending, quiet = false): Promise<Ran> {
  const sink = { write: () => Promise.resolve() };
  const interpreter = new ScriptedInterpreter({
    ...{ stdout: sink, stderr: sink },
    readStdin: () => Promise.resolve(null),
  });
  let [resets, answered, complained] = [0, "", ""];
  interpreter.reset = () => Promise.resolve(void resets++);
  const performed: string[] = [];
  const consequence = await runEntered(source, {
    ...{ interpreter, quiet },
    limits: { timeoutMs: 1000, cpuMs: null, maxHeapBytes: 64 * MEBIBYTE, maxOutputBytes: 1024 },
    perform: (source) => {
      performed.push(source);
      return Promise.resolve({ ...ending, wallMs: 1, cpuMs: 2, heapBytes: MEBIBYTE });
    },
    answer: (text) => Promise.resolve(void (answered += text)),
    complain: (line) => Promise.resolve(void (complained += line)),
  });
  return { consequence, performed, answered, complained, resets };
}

const NOTHING = { performed: ["x"], answered: "", complained: "", resets: 0 };

Deno.test("a statement that ends well or badly goes on, and one that exits leaves", async () => {
  assert.deepEqual(await enter("x", { kind: "done" }), {
    ...NOTHING,
    consequence: { leaves: false, status: null },
  });
  assert.deepEqual(await enter("x", { kind: "error", status: 1 }), {
    ...NOTHING,
    consequence: { leaves: false, status: 1 },
  });
  assert.deepEqual(await enter("x", { kind: "exit", status: 0 }), {
    ...NOTHING,
    consequence: { leaves: true, status: 0 },
  });
});

Deno.test("a limit is said unless all is to be quiet", async () => {
  const limit: Ending = { kind: "limit", status: 137, reason: "memory limit of 64MiB exceeded" };
  const consequence = { leaves: false, status: 137 };
  assert.deepEqual(await enter("x", limit), {
    ...NOTHING,
    consequence,
    complained: "pysandbox: memory limit of 64MiB exceeded\n",
  });
  assert.deepEqual(await enter("x", limit, true), { ...NOTHING, consequence });
});

Deno.test("an interpreter that was lost is replaced", async () => {
  assert.deepEqual(
    await enter("x", { kind: "lost", status: 124, reason: "timeout of 1s exceeded" }),
    {
      ...NOTHING,
      consequence: { leaves: false, status: 124 },
      complained:
        "pysandbox: timeout of 1s exceeded; its names are gone, a clean interpreter follows\n",
      resets: 1,
    },
  );
});

Deno.test("%time runs its statement and says what it took", async () => {
  assert.deepEqual(await enter("%time f(\n1)", { kind: "done" }), {
    ...NOTHING,
    consequence: { leaves: false, status: null },
    performed: ["f(\n1)"],
    answered: "wall clock  1.0 ms\nprocessor   2.0 ms\nmemory      1.0 MiB used\n",
  });
  const left = await enter("%time exit", { kind: "exit", status: 3 });
  assert.deepEqual(left.consequence, { leaves: true, status: 3 });
  assert.equal(left.answered, "");
});

Deno.test("%reset puts a clean interpreter in place, and runs nothing", async () => {
  assert.deepEqual(await enter("%reset", { kind: "done" }), {
    ...NOTHING,
    consequence: { leaves: false, status: null },
    performed: [],
    resets: 1,
  });
});

Deno.test("a wrong command is a failure, and runs nothing", async () => {
  assert.deepEqual(await enter("%what", { kind: "done" }), {
    ...NOTHING,
    consequence: { leaves: false, status: 1 },
    performed: [],
    complained: "pysandbox: expected one of %limits, %time STATEMENT, %reset; got '%what'\n",
  });
});
