/** The library, as TypeScript programs elsewhere use it. */
import assert from "node:assert/strict";
import { ownChildren } from "../scripts/soak/processes.ts";
import {
  createEngine,
  type Ended,
  type HostFunctions,
  LimitError,
  type ProgramCall,
  type SubmitOptions,
} from "../mod.ts";
import { ensureAssets } from "../src/host/assets.ts";
import { makeEnvironment } from "./packages/made_environment.ts";

const MOD = new URL("../mod.ts", import.meta.url);
const EXAMPLE = new URL("../examples/library.ts", import.meta.url);

/** What `mod.ts` says that a program needs, where the assets have been made. */
const PERMISSIONS = ["--allow-run", "--allow-read", "--allow-ffi", "--allow-env=DENO_DIR"];

/** One interpreter for many programs. */
const IN_SESSION = { session: "s" };

/** Where processes can be seen. */
const ON_UNIX = { ignore: Deno.build.os === "windows" };

await ensureAssets(() => {});

/** What a program that uses the library prints; it is run in a folder of its own. */
async function runElsewhere(
  entry: string,
  permissions: readonly string[] = PERMISSIONS,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--no-config", ...permissions, entry],
      cwd: folder,
      stdin: "null",
    }).output();
    const [out, error] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, stdout: out!, stderr: error! };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the example does what it says, with the permissions that the library's page names", async () => {
  const { code, stdout, stderr } = await runElsewhere(EXAMPLE.href);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^ok 5\nhello\n\nok 21\nok \["x","x","x"\]\nstdout "begun\\n"\n(?:stderr ".*"\n)*timeout timed out after 1s \(--timeout\)\ncancelled cancelled\n$/,
  );
});

Deno.test("a program in another folder imports the library by its path", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/program.ts`;
    await Deno.writeTextFile(
      file,
      `import { createEngine } from ${JSON.stringify(MOD.href)};
       await using engine = await createEngine({ workers: 1, spares: 0 });
       const program = { code: "import sys; print(sys.argv[1:], input())", args: ["a"], stdin: "b" };
       const result = await engine.submit(program).result;
       if (result.kind === "ended") console.log(result.stdout, Deno.cwd() !== "/");`,
    );
    const { code, stdout, stderr } = await runElsewhere(file);
    assert.deepEqual([code, stdout, stderr], [0, "['a'] b\n true\n", ""]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the library needs neither a protocol nor the command line", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", MOD.href],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string }[];
  };
  const rooms = new Set(modules.map(({ specifier }) => /\/src\/(\w+)\//.exec(specifier)?.[1]));
  assert.deepEqual(
    [...rooms].filter((room) => room !== undefined).sort(),
    ["core", "engine", "host", "pack", "packages", "report", "walls", "wire"],
  );
});

Deno.test(
  "programs, sessions, output, limits and stops are those of a real interpreter",
  ON_UNIX,
  async () => {
    {
      await using engine = await createEngine({
        limits: { timeoutMs: 20_000 },
        workers: 2,
        spares: 1,
      });
      const run = async (code: string, options = {}) =>
        await engine.submit({ code }, options).result as Ended;

      const { outcome, stdout } = await run("print('a')\n[1, None]");
      assert.deepEqual([stdout, outcome.claimed.result?.value()], ["a\n", [1, null]]);

      await run("x = 1", IN_SESSION);
      assert.equal((await run("x", IN_SESSION)).outcome.claimed.result?.text, "1");
      assert.equal((await run("x")).outcome.claimed.error?.type, "NameError");

      const named = await engine.submit({
        code: "import sys\nprint(sys.argv, open(__file__).readline(), end='')\n1 / 0",
        name: "a folder/b.py",
        args: ["x"],
      }).result as Ended;
      assert.equal(named.stdout, "['a folder/b.py', 'x'] import sys\n");
      assert.match(named.stderr, /^ {2}File "a folder\/b\.py", line 3, in <module>$/m);

      const pieces: string[] = [];
      const streamed = await run("print('\\u20ac' * 3)", {
        ...IN_SESSION,
        onOutput: (stream: string, text: string) => pieces.push(`${stream}: ${text}`),
      });
      assert.deepEqual([pieces.join(""), streamed.stdout], ["stdout: \u20ac\u20ac\u20ac\n", ""]);

      const shown = await engine.submit({
        code: "display(big, include=['text/plain'])\nbig, rest['a']",
        inputs: { big: 10n ** 20n, rest: { a: [1.5, outcome.claimed.result!] } },
        display: true,
      }, IN_SESSION).result as Ended;
      assert.equal(
        shown.outcome.claimed.result?.text,
        "[100000000000000000000,[1.5,[1,null]]]",
      );
      assert.deepEqual(shown.display?.map((bundle) => bundle.value()), [
        { "text/plain": "100000000000000000000" },
      ]);
      assert.equal((await run("1", IN_SESSION)).display, null);

      const slow = await run("while True: pass", { limits: { timeoutMs: 200 } });
      assert.deepEqual([slow.outcome.status, slow.outcome.exitCode], ["timeout", 124]);
      assert.equal(engine.state().walls?.permissions, true);

      assert.throws(
        () => engine.submit({ code: "1" }, { limits: { timeoutMs: 20_001 } }),
        LimitError,
      );
    }
    assert.deepEqual(await ownChildren(), []);
  },
);

Deno.test(
  "several engines live beside each other, and one that ends is nothing to the other",
  ON_UNIX,
  async () => {
    await using first = await createEngine({ workers: 1, spares: 0 });
    {
      await using second = await createEngine({ workers: 1, spares: 0 });
      const submitted = [first, second].map((engine) =>
        engine.submit({ code: "x = 1" }, { session: "s" }).result
      );
      await Promise.all(submitted);
    }
    const { outcome } = await first.submit({ code: "x" }, { session: "s" }).result as Ended;
    assert.equal(outcome.claimed.result?.text, "1");
  },
);

for (
  const [options, name, message] of [
    [
      { workers: 0 },
      "RangeError",
      "workers: expected a whole number from 1 to 1024; got 0",
    ],
    [
      { spares: 1.5 },
      "RangeError",
      "spares: expected a whole number from 0 to 1024; got 1.5",
    ],
    [
      { sessionIdleMs: 0 },
      "RangeError",
      "sessionIdleMs: expected a whole number from 1 to 31536000000; got 0",
    ],
    [
      { limits: { maxHeapBytes: 1 } },
      "LimitError",
      "maxHeapBytes: expected a whole number of bytes from 41943040 to 4294967296; got 1",
    ],
  ] as const
) {
  Deno.test(`an option that cannot be is refused by name: ${JSON.stringify(options)}`, async () => {
    await assert.rejects(() => createEngine(options), { name, message });
    assert.deepEqual(await ownChildren(), []);
  });
}

Deno.test("a program without the permissions is told which it lacks, and starts no jail", async () => {
  const { code, stdout, stderr } = await runElsewhere(EXAMPLE.href, [
    "--allow-read",
    "--allow-env",
  ]);
  assert.deepEqual([code, stdout], [1, ""]);
  const message =
    "jails cannot be started without permissions: add --allow-run --allow-ffi to 'deno run'";
  assert.ok(stderr.includes(`InternalError: ${message}\n`), stderr);
});

Deno.test("a program is given files, and those that match come out", async () => {
  await using engine = await createEngine({ workers: 1, spares: 0, maxFilesBytes: 10 });
  const result = await engine.submit({
    code:
      "open('a.out', 'wb').write(open('d/in', 'rb').read() + b'!')\nopen('b.out', 'w').write('x' * 9)",
    files: { "d/in": new Uint8Array([0, 255]), text: "t" },
    outputs: ["*.out"],
  }).result as Ended;
  assert.equal(result.outcome.status, "ok");
  assert.deepEqual(result.files, [{ path: "a.out", contents: new Uint8Array([0, 255, 33]) }]);
  assert.deepEqual(result.filesOmitted, ["1 file beyond 10B (--max-files)"]);
  assert.throws(() => engine.submit({ code: "", files: { "../a": "" } }), {
    name: "ProgramError",
    message: "files '../a': expected a path that leads down; it leads out with '..'",
  });
  await assert.rejects(() => createEngine({ maxFilesBytes: 0 }), {
    name: "RangeError",
    message: "maxFilesBytes: expected a whole number from 1 to 4294967296; got 0",
  });
});

Deno.test("a program calls functions, which get values and give values or errors", async () => {
  await using engine = await createEngine({ workers: 1, spares: 0 });
  const valueOf = async (code: string, functions: HostFunctions, options: SubmitOptions = {}) => {
    const { outcome } = await engine.submit({ code, functions }, { ...IN_SESSION, ...options })
      .result as Ended;
    return outcome.claimed.error?.message ?? outcome.claimed.result?.value();
  };
  const seen: unknown[] = [];
  const functions = {
    note: { call: (args: unknown[], kwargs: object) => void seen.push(args, kwargs) },
    wait: { call: (_args: unknown, _kwargs: unknown, signal: AbortSignal) => aborted(signal) },
    fail: { call: () => Promise.reject(new TypeError("bad")) },
    odd: { call: () => () => {} },
    large: { call: () => "x".repeat(2 ** 22) },
  };
  const aborted = (signal: AbortSignal) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve(seen.push("aborted"))));
  assert.equal(await valueOf("repr(note(1, [2.5], a={'b': None}))", functions), "None");
  assert.deepEqual(seen.splice(0), [[1, [2.5]], { a: { b: null } }]);
  assert.equal(await valueOf("fail()", functions), "bad");
  assert.equal(await valueOf("odd()", functions), "odd returned what JSON does not have");
  assert.equal(
    await valueOf("large()", functions),
    "large: expected a value of at most 4MiB of JSON; got 4194306 bytes",
  );
  const late = "wait: no answer within 50ms (callTimeout)";
  assert.equal(await valueOf("wait()", functions, { callTimeoutMs: 50 }), late);
  assert.deepEqual(seen.splice(0), ["aborted"]);
  const most = "note: expected at most 0 calls of one program (maxCalls)";
  assert.equal(await valueOf("note()", functions, { maxCalls: 0 }), most);
});

Deno.test("whoever listens to calls answers them, once, as long as the program waits", async () => {
  await using engine = await createEngine({ workers: 1, spares: 0 });
  const told: unknown[] = [];
  const onCall = async (call: ProgramCall) => {
    told.push(call.name, call.args.text, call.kwargs.text, /^c_[0-9a-f]{32}$/.test(call.id));
    await Promise.resolve();
    told.push(call.answer(new TextEncoder().encode("3.0")), call.answer(new Uint8Array(0)));
    told.push(call.fail({ type: "E", message: "m" }));
  };
  const program = { code: "repr(f(2**70))", functions: { f: {} } };
  const { outcome } = await engine.submit(program, { onCall }).result as Ended;
  assert.equal(outcome.claimed.result?.value(), "3.0");
  assert.deepEqual(told, ["f", `[${2n ** 70n}]`, "{}", true, true, false, false]);
});

Deno.test("functions and their bounds that cannot be are refused by name", async () => {
  await using engine = await createEngine({ workers: 1, spares: 0 });
  const refused = (given: unknown, message: string, options: SubmitOptions = {}) =>
    assert.throws(
      () => engine.submit({ code: "", functions: given as HostFunctions }, options),
      { name: "ProgramError", message },
    );
  refused([], "functions: expected an object; got an array");
  refused({ f: 7 }, "functions 'f': expected an object; got 7");
  refused({ f: {} }, "functions 'f': expected a function as call; got undefined");
  refused(
    { "f f": {} },
    "functions 'f f': expected a name of at most 128 letters, digits and underscores",
  );
  let parameters = {};
  for (let level = 0; level < 64; level++) parameters = { parameters };
  const f = { call: () => 1, parameters };
  refused({ f }, "functions 'f': expected parameters nested at most 64 deep");
  const range = "expected a whole number from";
  refused({}, `callTimeoutMs: ${range} 1 to 86400000; got 0`, { callTimeoutMs: 0 });
  refused({}, `maxCalls: ${range} 0 to 1000000; got 0.5`, { maxCalls: 0.5 });
});

Deno.test("an engine with packages gives them to programs and sessions, and one that has none is refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const packages = `${folder}/one.env`;
    await makeEnvironment(packages, "1", false);
    await using engine = await createEngine({ workers: 1, spares: 0, packages });
    // It was read once.
    await Deno.remove(packages);
    for (const session of ["s", "s", "t"]) {
      const result = await engine.submit({ code: "import pure\npure.VERSION" }, { session }).result;
      assert.equal((result as Ended).outcome.claimed.result?.value(), 1);
    }
    const { name, digest, packages: found } = engine.state().environment!;
    assert.deepEqual([name, found], [packages, [{ name: "pure", version: "1" }]]);
    assert.match(digest, /^sha256:/);
    await assert.rejects(createEngine({ packages }), {
      name: "UsageError",
      message: `packages ${packages}: no such file`,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
