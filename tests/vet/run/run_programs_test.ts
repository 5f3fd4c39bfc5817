/** How programs are run: on an engine that is made up, so that a test decides when each ends. */
import assert from "node:assert/strict";
import type { Limits } from "../../../src/core/limits.ts";
import type { Submission } from "../../../src/engine/engine_options.ts";
import type { Ended } from "../../../src/engine/result.ts";
import type { Refused, VetProgram } from "../../../src/vet/program.ts";
import { type RunOptions, runPrograms, type Vetted } from "../../../src/vet/run/run_programs.ts";
import { outcome } from "../../report/outcomes.ts";

const LIMITS: Limits = outcome().limits;

function program(name: string): VetProgram {
  return {
    place: { path: name, line: null, id: null, case: null, ordinal: 1 },
    program: { code: new TextEncoder().encode(name), name },
    limits: {},
    expected: { status: "ok", exitCode: null, stdout: null },
    lines: [1, 1],
  };
}

function ended(status: "ok" | "error", stdout = ""): Ended {
  const nothing = { stderr: "", truncated: false, sessionLost: false, sessionEnded: false };
  return {
    kind: "ended",
    outcome: outcome({ status, exitCode: status === "ok" ? 0 : 1 }),
    stdout,
    ...nothing,
    files: null,
    display: null,
    filesOmitted: [],
  };
}

/** An engine whose programs end when they are told to. */
class Engine {
  readonly running = new Map<string, (result: Ended) => void>();
  readonly submitted: string[] = [];

  submit({ name }: { readonly name?: string | null }): Submission {
    const { promise: result, resolve } = Promise.withResolvers<Ended>();
    this.running.set(name!, resolve);
    this.submitted.push(name!);
    return { result, cancel: () => false };
  }

  end(name: string, status: "ok" | "error" = "ok"): Promise<void> {
    this.running.get(name)!(ended(status));
    this.running.delete(name);
    return settled();
  }
}

/** Lets everything happen that is due. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

interface Run {
  readonly engine: Engine;
  readonly seen: string[];
  readonly all: Promise<boolean>;
  readonly read: string[];
}

function run(
  subjects: readonly (string | Refused)[],
  options: Partial<RunOptions> = {},
  onEnd: (vetted: Vetted) => Promise<void> = () => Promise.resolve(),
): Run {
  const engine = new Engine();
  const seen: string[] = [];
  const read: string[] = [];
  async function* programs() {
    for (const subject of subjects) {
      await Promise.resolve();
      read.push(typeof subject === "string" ? subject : subject.place.path);
      yield typeof subject === "string" ? program(subject) : subject;
    }
  }
  const given = {
    jobs: 2,
    limits: LIMITS,
    shared: {},
    failFast: false,
    stopped: new Promise<void>(() => {}),
    ...options,
  };
  const all = runPrograms(engine, programs(), given, async (vetted) => {
    seen.push(`${vetted.place.path} ${vetted.failure?.rule ?? "passed"}`);
    await onEnd(vetted);
  });
  return { engine, seen, all, read };
}

Deno.test("no more programs are held than run, and one; what comes of each is told as it ends", async () => {
  const { engine, seen, all, read } = run(["a", "b", "c", "d", "e"]);
  await settled();
  assert.deepEqual([engine.submitted, read], [["a", "b", "c"], ["a", "b", "c", "d"]]);
  await engine.end("b");
  assert.deepEqual([engine.submitted, seen], [["a", "b", "c", "d"], ["b passed"]]);
  for (const name of ["c", "a", "d"]) await engine.end(name);
  await engine.end("e", "error");
  assert.equal(await all, true);
  assert.deepEqual(seen, ["b passed", "c passed", "a passed", "d passed", "e error"]);
});

Deno.test("a program's place is free when what came of it is told", async () => {
  const told = Promise.withResolvers<void>();
  const { engine, all } = run(["a", "b", "c"], { jobs: 1 }, () => told.promise);
  await settled();
  await engine.end("a");
  assert.deepEqual(engine.submitted, ["a", "b"]);
  told.resolve();
  await settled();
  assert.deepEqual(engine.submitted, ["a", "b", "c"]);
  await engine.end("b");
  await engine.end("c");
  assert.equal(await all, true);
});

Deno.test("what cannot be run does not pass, and is told like all others", async () => {
  const place = { path: "x", line: null, id: null, case: null, ordinal: 1 };
  const vetted: Vetted[] = [];
  const { engine, seen, all } = run([{ place, problem: "why" }, "a"], {}, (one) => {
    vetted.push(one);
    return Promise.resolve();
  });
  await settled();
  await engine.end("a");
  assert.equal(await all, true);
  assert.deepEqual(seen, ["x refused", "a passed"]);
  const { subject, outcome: { status, exitCode, reason }, failure } = vetted[0]!;
  assert.deepEqual([subject, status, exitCode, reason], [null, "internal", 126, "why"]);
  assert.deepEqual(failure, { rule: "refused", message: "not run: why" });
});

Deno.test("the first that does not pass is the last that is told, where nothing more is wanted then", async () => {
  const { engine, seen, all } = run(["a", "b", "c", "d"], { failFast: true });
  await settled();
  await engine.end("a", "error");
  assert.equal(await all, false);
  await engine.end("b");
  assert.deepEqual(seen, ["a error"]);
});

Deno.test("nothing is told after somebody stops it", async () => {
  const stop = Promise.withResolvers<void>();
  const { engine, seen, all } = run(["a", "b", "c", "d"], { stopped: stop.promise });
  await settled();
  await engine.end("a");
  stop.resolve();
  assert.equal(await all, false);
  await engine.end("b");
  assert.deepEqual(seen, ["a passed"]);
});

Deno.test("what fails ends it: telling, submitting, and finding the next", async () => {
  const broken = () => Promise.reject(new Error("the disk is full"));
  const telling = run(["a", "b"], {}, broken);
  await settled();
  telling.engine.running.get("a")!(ended("ok"));
  await assert.rejects(telling.all, { message: "the disk is full" });

  async function* programs() {
    yield await Promise.resolve(program("a"));
    throw new Error("no row");
  }
  const options = {
    jobs: 1,
    limits: LIMITS,
    shared: {},
    failFast: false,
    stopped: telling.all.catch(() => new Promise(() => {})),
  };
  await assert.rejects(runPrograms(new Engine(), programs(), options, () => Promise.resolve()), {
    message: "no row",
  });
  const refuses = {
    submit: () => {
      throw new Error("no program");
    },
  };
  await assert.rejects(runPrograms(refuses, programs(), options, () => Promise.resolve()), {
    message: "no program",
  });
});

Deno.test("ten thousand programs take no more memory than a thousand", async () => {
  const output = "x".repeat(10_000);
  let submitted = 0;
  const engine = {
    submit: () => ({
      result: (++submitted % 100 === 0 ? settled() : Promise.resolve())
        .then(() => ended("error", output + submitted)),
      cancel: () => false,
    }),
  };
  async function* programs() {
    for (let at = 0; at < 10_000; at++) yield await Promise.resolve(program(String(at)));
  }
  let count = 0;
  let early = 0;
  const options = {
    jobs: 8,
    limits: LIMITS,
    shared: {},
    failFast: false,
    stopped: new Promise(() => {}),
  };
  await runPrograms(engine, programs(), options, () => {
    if (++count === 1000) early = Deno.memoryUsage().heapUsed;
    return Promise.resolve();
  });
  const grown = Deno.memoryUsage().heapUsed - early;
  // All of their output would be 90 MB.
  assert.ok(grown < 40_000_000, `${grown} bytes more`);
  assert.equal(count, 10_000);
});
