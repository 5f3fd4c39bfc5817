/** Limits of single requests to `serve-stdio`: within the server's own, held to the letter, and gone with their request. */
import assert from "node:assert/strict";
import { type Answer, bad, ok, plain, QUIET_END, Served, verdict } from "./served.ts";

const MIB = 1024 * 1024;

/** How a limit ended a program. */
function limited(status: string, exitCode: number, error: string): Answer {
  return { status, exitCode, error };
}

/** A request with a limit of its own, and the verdict on it. */
const ENDED: Readonly<Record<string, readonly [Answer, Answer]>> = {
  "a loop at its time limit": [
    { code: "while True: pass", timeout: "200ms" },
    limited("timeout", 124, "timed out after 200ms (--timeout)"),
  ],
  "a sleep at its time limit, in milliseconds": [
    { code: "import time; time.sleep(100)", timeout: 200 },
    limited("timeout", 124, "timed out after 200ms (--timeout)"),
  ],
  "a program that swallows the interrupt": [
    {
      code: "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
      timeout: 200,
    },
    limited("timeout", 124, "timed out after 200ms (--timeout)"),
  ],
  "processor time": [
    { code: "while True: pass", cpu: "200ms" },
    limited("cpu", 152, "used more than 200ms of processor time (--cpu)"),
  ],
  "memory": [
    { code: "bytearray(100 << 20)", maxHeap: "64MiB" },
    limited("memory", 137, "out of memory: the limit is 64MiB (--max-heap)"),
  ],
  "memory, in bytes": [
    { code: "bytearray(100 << 20)", maxHeap: 50 * MIB },
    limited("memory", 137, "out of memory: the limit is 50MiB (--max-heap)"),
  ],
  "memory of files": [
    { code: "open('f', 'wb').write(bytes(1 << 20) * 30)", maxHeap: "64MiB" },
    limited("memory", 137, "out of memory: the limit is 64MiB (--max-heap)"),
  ],
  "output": [
    { code: "while True: print('x' * 100)", maxOutput: "1KiB" },
    limited("output", 153, "wrote more than 1KiB (--max-output)"),
  ],
  "the server's own limit on output": [
    { code: "while True: print('x' * 100)" },
    limited("output", 153, "wrote more than 1MiB (--max-output)"),
  ],
  "the server's own limit on memory": [
    { code: "bytearray(300 << 20)" },
    limited("memory", 137, "out of memory: the limit is 256MiB (--max-heap)"),
  ],
};

/** Requests for more than there is. */
const REFUSED: Readonly<Record<string, readonly [Answer, string]>> = {
  timeout: [{ timeout: "9s" }, "timeout: expected at most 8s, the server's --timeout; got '9s'"],
  "timeout in milliseconds": [
    { timeout: 8001 },
    "timeout: expected at most 8s, the server's --timeout; got 8001",
  ],
  "no timeout": [
    { timeout: 0 },
    "timeout: expected at most 8s, the server's --timeout; got 0, which is off",
  ],
  maxHeap: [
    { maxHeap: "1G" },
    "maxHeap: expected at most 256MiB, the server's --max-heap; got '1G'",
  ],
  "maxHeap, a byte more": [
    { maxHeap: 256 * MIB + 1 },
    "maxHeap: expected at most 256MiB, the server's --max-heap; got 268435457",
  ],
  "maxHeap in which Python cannot start": [
    { maxHeap: "1MiB" },
    "maxHeap: expected a size such as 64, 64MiB or 1G, from 40MiB to 4GiB; got '1MiB'",
  ],
  maxOutput: [
    { maxOutput: 2 * MIB },
    "maxOutput: expected at most 1MiB, the server's --max-output; got 2097152",
  ],
};

Deno.test("limits of single requests", async (t) => {
  await using server = new Served(
    ...["--workers", "2", "--timeout", "8s", "--max-heap", "256", "--max-output", "1MiB"],
  );
  await server.untilForking();
  const answers = async (...requests: readonly Answer[]) =>
    (await server.askAll(requests)).map(plain);

  const ended = await server.askAll(Object.values(ENDED).map(([request]) => request));
  for (const [at, [name, [, expected]]] of Object.entries(ENDED).entries()) {
    await t.step(name, () => assert.deepEqual(verdict(ended[at]!), expected));
  }

  await t.step("output is cut to the byte", async () => {
    const request = { code: "print('x' * 1000, flush=True)\nwhile True: pass", maxOutput: 10 };
    const error = "wrote more than 10B (--max-output)";
    const cut = { stdout: "x".repeat(10), truncated: true };
    assert.deepEqual(await answers(request), [bad("output", 153, error, cut)]);
  });

  await t.step("output of exactly the limit is allowed", async () => {
    const request = { code: "print('x' * 9)", maxOutput: 10 };
    assert.deepEqual(await answers(request), [ok(null, null, { stdout: "xxxxxxxxx\n" })]);
  });

  await t.step("a program that takes all it can get stays within its own limit", async () => {
    const code = "held = []\ntry:\n  while True: held.append(bytearray(1 << 20))\n" +
      "except MemoryError: count, held = len(held), None\ncount";
    const [small, large] = await server.askAll([{ code, maxHeap: "64MiB" }, { code }]);
    assert.deepEqual([small!.status, large!.status], ["ok", "ok"]);
    const [fewer, more] = [Number(small!.output), Number(large!.output)];
    assert.ok(15 < fewer && fewer < 64, `${fewer} MiB within 64`);
    assert.ok(180 < more && more < 256, `${more} MiB within 256`);
    const peaks = [small, large].map((answer) =>
      (answer!.stats as { peakHeapBytes: number }).peakHeapBytes
    );
    assert.ok(peaks[0]! <= 64 * MIB && peaks[1]! > 200 * MIB, `${peaks}`);
  });

  await t.step("nothing of a limit is there for the next request", async () => {
    const code = "len(bytearray(100 << 20))";
    const size = 100 * MIB;
    assert.deepEqual(await answers({ code }, { code }, { code }), [
      ...Array(3).fill(ok(size, `${size}`)),
    ]);
  });

  for (const [name, [members, error]] of Object.entries(REFUSED)) {
    await t.step(`refused: ${name}`, async () => {
      assert.deepEqual(await answers({ code: "1", ...members }), [{ status: "invalid", error }]);
    });
  }

  await t.step("as much as there is may be asked for", async () => {
    const most = { timeout: "8s", maxHeap: "256MiB", maxOutput: "1MiB", cpu: "1h" };
    assert.deepEqual(await answers({ code: "4 + 5", ...most }), [ok(9, "9")]);
  });

  await t.step("nothing is left", async () => assert.deepEqual(await server.end(), QUIET_END));
});

Deno.test("a server without a time limit lets a request have one, or none", async () => {
  await using server = new Served("--timeout", "0", "--cpu", "5s", "--workers", "1");
  const timedOut = verdict(await server.ask({ code: "while True: pass", timeout: "300ms" }));
  assert.deepEqual(timedOut, limited("timeout", 124, "timed out after 300ms (--timeout)"));
  assert.deepEqual(plain(await server.ask({ code: "4 + 5", timeout: 0 })), ok(9, "9"));
  const error = "cpu: expected at most 5s, the server's --cpu; got '0', which is off";
  assert.deepEqual(await server.ask({ code: "1", cpu: "0" }), { status: "invalid", error });
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test("what a request gives its program: arguments, variables, input, a seed", async (t) => {
  await using server = new Served("--workers", "2", "--spares", "2");
  await server.untilForking();
  const outputs = async (...requests: readonly Answer[]) =>
    (await server.askAll(requests)).map(({ status, output, error }) => error ?? [status, output]);

  await t.step("its own, and nobody else's", async () => {
    const code = "import os, sys\n[sys.argv[1:], dict(os.environ), sys.stdin.read()]";
    const given = {
      args: ["a b", "--timeout", "\u20ac"],
      env: { NAME: "value", E: "" },
      stdin: "1\n\u20ac",
    };
    assert.deepEqual(await outputs({ code, ...given }, { code }, { code, args: [] }), [
      ["ok", [
        ["a b", "--timeout", "\u20ac"],
        { HOME: "/home/sandbox", NAME: "value", E: "" },
        "1\n\u20ac",
      ]],
      ["ok", [[], { HOME: "/home/sandbox" }, ""]],
      ["ok", [[], { HOME: "/home/sandbox" }, ""]],
    ]);
  });

  await t.step("a seed makes two interpreters the same, and leaves others alone", async () => {
    const code =
      "import os, random, uuid\n[random.random(), os.urandom(8).hex(), str(uuid.uuid4())]";
    const [one, same, digits, other, none] = await outputs(
      { code, seed: 7 },
      { code, seed: 7 },
      { code, seed: "7" },
      { code, seed: 8 },
      { code },
    );
    assert.deepEqual([same, digits], [one, one]);
    assert.notDeepEqual(other, one);
    assert.notDeepEqual(none, one);
    assert.notDeepEqual(none, (await outputs({ code }))[0]);
  });

  await t.step("a large input that nobody reads holds nobody up", async () => {
    const stdin = "x".repeat(8 * MIB);
    assert.deepEqual(await outputs({ code: "4 + 5", stdin }, { code: "len(input())", stdin }), [
      ["ok", 9],
      ["ok", 8 * MIB],
    ]);
  });

  await t.step("nothing is left", async () => assert.deepEqual(await server.end(), QUIET_END));
});
