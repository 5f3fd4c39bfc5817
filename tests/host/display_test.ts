/** What a jail may say that its program has shown: checked byte for byte, bounded, and passed on as it is. */
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { Display } from "../../src/host/display.ts";
import { fakeJail, runHonestly, runJail, type Variation } from "../fixtures/supervised.ts";
import { SLOWNESS } from "../slowness.ts";

const MIB = 1024 * 1024;
const encoder = new TextEncoder();

/** For how long a jail may leave the host's timers no turn: twice what is promised, because of all else that a test does. */
const MOST_HELD_MS = 100 * SLOWNESS;

/** What was shown by these pieces. */
async function shown(...pieces: string[]): Promise<string[]> {
  const display = new Display();
  for (const piece of pieces) await display.write(encoder.encode(piece));
  return display.bundles.map(({ text }) => text);
}

Deno.test("bundles are passed on as they were written, in whatever pieces they come", async () => {
  const bundles = [
    '{"text/plain":"1"}',
    '{"text/plain":"\u00e9\\u00e9\\n\u{1F600}","text/html":"<b>","image/svg+xml":"<svg/>"}',
    '{"image/png":"iVBORw==","application/pdf":"","audio/wav":"AAAA"}',
    '{"application/json":1e400,"application/vnd.x.v1+json":{"a":[null,3.0]}}',
    "{}",
    `{"application/json":${"[".repeat(100)}${"]".repeat(100)}}`,
    `{"${"a".repeat(127)}/${"b".repeat(127)}":""}`,
  ];
  const text = bundles.map((bundle) => `${bundle}\n`).join("");
  deepEqual(await shown(text), bundles);
  deepEqual(await shown(...text), bundles);
  deepEqual(await shown(`${bundles[0]}\n{"text/plain":"no end`), [bundles[0]]);
});

Deno.test("whatever is no bundle is a violation, in words that have nothing of it", async () => {
  const b64 = "It showed image/png that is no base64";
  const cases: [line: string, message: string][] = [
    ["", "It showed no object: it ends too early"],
    ["[]", "It showed no object: no JSON at position 0"],
    ["1", "It showed no object: no JSON at position 0"],
    ['"text"', "It showed no object: no JSON at position 0"],
    ['{"text/plain": "blank"}', "It showed no object: no JSON at position 14"],
    ['{"text/plain":"\\ud83d\\ude00"}', "It showed no object: no JSON at position 18"],
    ['{"text/plain":"a"}{}', "It showed no object: no JSON at position 18"],
    ['{"text/plain":"a"', "It showed no object: it ends too early"],
    ['{"text/plain":1}', "It showed text/plain that is no text"],
    ['{"text/html":["<b>"]}', "It showed text/html that is no text"],
    ['{"text/plain":null}', "It showed text/plain that is no text"],
    ['{"plain":"a"}', "It showed something without a MIME type"],
    ['{"":"a"}', "It showed something without a MIME type"],
    ['{"text/plain; charset=utf-8":"a"}', "It showed something without a MIME type"],
    ['{"text\\/plain":"a"}', "It showed something without a MIME type"],
    ['{"text/pl\u00e4in":"a"}', "It showed something without a MIME type"],
    ['{"a/b/c":"a"}', "It showed something without a MIME type"],
    [`{"${"a".repeat(128)}/b":""}`, "It showed something without a MIME type"],
    [`{"a/${"b".repeat(300_000)}":""}`, "It showed something without a MIME type"],
    ['{"text/plain":"a","text/plain":"b"}', "It showed text/plain twice in one object"],
    ['{"image/png":"iVBORw"}', b64],
    ['{"image/png":"iVBO Rw="}', b64],
    ['{"image/png":"iVBO\\nRw="}', b64],
    ['{"image/png":"===="}', b64],
    ['{"image/png":"A==="}', b64],
    ['{"image/png":"AA=A"}', b64],
    ['{"image/png":"AA-_"}', b64],
    [
      `{"application/json":${"[".repeat(101)}`,
      "It showed no object: expected arrays and objects nested at most 101 deep",
    ],
    [
      `{"application/json":${"[".repeat(4_000_000)}`,
      "It showed no object: expected arrays and objects nested at most 101 deep",
    ],
    [
      `{${Array.from({ length: 65 }, (_, at) => `"a/${at}":""`).join(",")}}`,
      "It showed no object: expected at most 64 members",
    ],
    [
      `{"application/json":{${Array.from({ length: 65 }, (_, at) => `"${at}":1`).join(",")}}}`,
      "",
    ],
    [`{"text/plain":"${"a".repeat(8 * MIB)}"}`, "It showed an object of more than 8388608 bytes"],
  ];
  for (const [line, message] of cases) {
    if (message === "") deepEqual(await shown(`${line}\n`), [line]);
    else await rejects(shown(`${line}\n`), { name: "MessageError", message }, line.slice(0, 80));
  }
  await rejects(
    new Display().write(Uint8Array.of(0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D, 0x0A)),
    {
      name: "MessageError",
      message: "It showed no object: it is no UTF-8",
    },
  );
  equal((await shown("{}\n".repeat(1000))).length, 1000);
  await rejects(shown("{}\n".repeat(1001)), {
    name: "MessageError",
    message: "It showed more than 1000 objects",
  });
});

const BROKE = "the sandbox broke its protocol and was killed:";
const TOO_MUCH = ["output", "wrote more than 1MiB (--max-output)"] as const;

interface Case extends Variation {
  readonly name: string;
  readonly sent: (string | number)[];
  readonly forEver?: boolean;
  /** Whether nobody has asked for what is shown. */
  readonly unasked?: boolean;
  readonly status: string;
  readonly reason: string | null;
  readonly bundles: number;
}

const CASES: readonly Case[] = [
  {
    name: "an honest one",
    sent: ['{"text/plain":', '"a"}\n', '{"text/plain":"b"}\n'],
    status: "ok",
    reason: null,
    bundles: 2,
  },
  {
    name: "something that nobody asked for",
    sent: ['{"text/plain":"a"}\n'],
    unasked: true,
    status: "crashed",
    reason: `${BROKE} It showed something that nobody asked for`,
    bundles: 0,
  },
  {
    name: "no JSON behind some",
    sent: ['{"text/plain":"a"}\n', "nonsense\n"],
    status: "crashed",
    reason: `${BROKE} It showed no object: no JSON at position 0`,
    bundles: 1,
  },
  {
    name: "bundles without end",
    sent: ['{"text/plain":"a"}\n'],
    forEver: true,
    limits: { timeoutMs: 60_000 },
    status: "crashed",
    reason: `${BROKE} It showed more than 1000 objects`,
    bundles: 1000,
  },
  {
    name: "one bundle without end",
    sent: ['{"text/plain":"', 20 * MIB],
    status: TOO_MUCH[0],
    reason: TOO_MUCH[1],
    bundles: 0,
  },
  {
    name: "one bundle that is too large, where there is room for more output",
    sent: ['{"text/plain":"', 20 * MIB],
    limits: { maxOutputBytes: 64 * MIB, timeoutMs: 60_000 },
    status: "crashed",
    reason: `${BROKE} It showed an object of more than 8388608 bytes`,
    bundles: 0,
  },
  {
    name: "empty pieces without end",
    sent: [""],
    forEver: true,
    status: "timeout",
    reason: "timed out after 600ms (--timeout)",
    bundles: 0,
  },
  {
    name: "single bytes without end",
    sent: ['{"text/plain":"', "a"],
    forEver: true,
    limits: { timeoutMs: 60_000, maxOutputBytes: 64 * 1024 },
    status: TOO_MUCH[0],
    reason: "wrote more than 64KiB (--max-output)",
    bundles: 0,
  },
];

for (const { name, sent, forEver, unasked, status, reason, bundles, ...variation } of CASES) {
  Deno.test(`a jail that shows ${name}`, async () => {
    const display = new Display();
    const command = fakeJail("shows", [JSON.stringify(sent), ...(forEver ? ["for ever"] : [])]);
    const run = await runJail(command, { ...variation, ...(!unasked && { display }) });
    deepEqual([run.outcome.status, run.outcome.reason], [status, reason]);
    equal(display.bundles.length, bundles);
    ok(run.outcome.stats.outputBytes <= (variation.limits?.maxOutputBytes ?? MIB));
    ok(run.heldMs < MOST_HELD_MS, `the host's timers had no turn for ${run.heldMs} ms`);
    ok(run.growthBytes < 150 * MIB, `the host grew by ${run.growthBytes} bytes`);
    deepEqual(run.survivors, []);
  });
}

Deno.test("after all of these, an honest jail runs as before", async () => {
  const { outcome, stdout } = await runHonestly();
  deepEqual([outcome.status, stdout], ["ok", "honest\n"]);
});
