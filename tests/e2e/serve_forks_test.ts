/** Forked interpreters of the real command: each has its own randomness, and the engine does in it what it does elsewhere with threads. */
import assert from "node:assert/strict";
import { type Answer, ok, plain, QUIET_END, Served } from "./served.ts";

const DRAWS = `
import os, random, secrets, tempfile, time, uuid
[
    repr(random.random()), repr(random.SystemRandom().random()), secrets.token_hex(), os.urandom(8).hex(),
    str(uuid.uuid4()), str(uuid.uuid1()), str(uuid.uuid7()), open("/dev/urandom", "rb").read(8).hex(),
    tempfile.mktemp(), str(random.sample(range(10**9), 2)),
]
`;

/** Programs that make the engine collect, grow memory and optimize for long. */
const LONG: readonly (readonly [string, unknown])[] = [
  [
    "import os\nfor n in range(400):\n    with open(f'f{n % 5}', 'wb') as file: file.write(bytes(1_000_000))\n" +
    "sum(os.path.getsize(name) for name in os.listdir())",
    5_000_000,
  ],
  [
    "kept = []\nfor n in range(150): kept.append(bytearray(1_000_000))\nsum(map(len, kept))",
    150_000_000,
  ],
  ["for n in range(20_000): print(n, flush=n % 50 == 0)\nn", 19_999],
  [
    "import decimal\ndecimal.getcontext().prec = 200\nx = decimal.Decimal(2)\n" +
    "for _ in range(1500): x = (x + 2 / x) / 2\nstr(x)[:10]",
    "1.41421356",
  ],
];

Deno.test("forked interpreters", { ignore: Deno.build.os !== "linux" }, async (t) => {
  await using server = new Served("--workers", "2", "--spares", "2");
  const { forking } = await server.untilForking();
  assert.equal(forking, "ready");
  // What was booted before there was something to fork is used up.
  await server.askAll(Array.from({ length: 4 }, () => ({ code: "pass" })));

  await t.step("no two draw the same", async () => {
    const answers = await server.askAll(Array.from({ length: 6 }, () => ({ code: DRAWS })));
    const drawn = answers.flatMap(({ output }) => output as string[]);
    assert.equal(drawn.length, 60);
    assert.equal(new Set(drawn).size, 60);
  });

  await t.step(
    "with a seed, all draw the same, as an interpreter that was booted does",
    async () => {
      const request: Answer = { code: `${DRAWS}[:5] + [id(object())]`, seed: 7 };
      await using other = new Served("--workers", "1", "--spares", "0");
      const booted = await other.ask(request);
      const { interpreters } = await other.ask({ ping: true });
      assert.deepEqual([(interpreters as Answer).forked, (interpreters as Answer).booted], [0, 1]);
      const forked = await server.askAll([request, request]);
      assert.deepEqual(forked.map(plain), [plain(booted), plain(booted)]);
    },
  );

  await t.step("the engine needs none of the threads that it has elsewhere", async () => {
    const answers = await server.askAll(LONG.map(([code]) => ({ code })));
    for (const [at, [, value]] of LONG.entries()) {
      assert.equal(answers[at]!.output, value, JSON.stringify(answers[at]).slice(0, 500));
    }
  });

  await t.step("none has failed, and none was booted in its place", async () => {
    const before = await server.untilForking();
    await server.askAll(Array.from({ length: 20 }, (_, n) => ({ code: `${n}` }))).then((answers) =>
      assert.deepEqual(answers.map(plain), answers.map((_, n) => ok(n, `${n}`)))
    );
    const after = await server.untilForking();
    assert.deepEqual([after.booted, after.failed], [before.booted, 0]);
    assert.ok(after.forked >= before.forked + 18, JSON.stringify([before, after]));
  });

  await t.step("nothing is left", async () => assert.deepEqual(await server.end(), QUIET_END));
});
