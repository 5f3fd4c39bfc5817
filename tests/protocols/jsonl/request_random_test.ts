/** Random requests, half right and half wrong: each is taken or refused, and nothing else happens. */
import assert from "node:assert/strict";
import { limitsWithin } from "../../../src/engine/ceilings.ts";
import type { Request } from "../../../src/protocols/jsonl/client_request.ts";
import { RequestError } from "../../../src/protocols/jsonl/members.ts";
import { randomNumbers } from "../../wire/random.ts";
import { ask, CEILINGS } from "./requests.ts";

const NAMES = [
  "id",
  "code",
  "session",
  "timeout",
  "cpu",
  "maxHeap",
  "maxOutput",
  "args",
  "env",
  "stdin",
  "seed",
  "stream",
  "cancel",
  "close",
  "ping",
  "shutdown",
  "__proto__",
  "\\",
  "",
];

const VALUES = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "1",
  "1.5",
  "1e999",
  "9007199254740993",
  '""',
  '"5s"',
  '"64"',
  '"\\ud800"',
  '"\\u0000"',
  '"a=b"',
  "[]",
  '["x", "\\n"]',
  "[null]",
  "[[[]]]",
  "{}",
  '{"A": "1"}',
  '{"\\u00e9": ""}',
  '{"__proto__": "x"}',
  "nope",
  "",
];

function check(asked: Request): void {
  assert.ok(["run", "cancel", "close", "ping", "shutdown"].includes(asked.kind));
  if (asked.kind !== "run") return;
  const { env, args, code } = asked;
  const limits = limitsWithin(asked.limits, CEILINGS);
  assert.ok(limits.timeoutMs !== null && limits.timeoutMs <= CEILINGS.timeoutMs!);
  assert.ok(limits.maxHeapBytes <= CEILINGS.maxHeapBytes);
  assert.ok(limits.maxOutputBytes <= CEILINGS.maxOutputBytes);
  assert.ok(code instanceof Uint8Array);
  assert.ok([...args, ...Object.values(env)].every((text) => typeof text === "string"));
}

Deno.test("random members are taken or refused, and a limit is never exceeded", () => {
  const next = randomNumbers(20_260_105);
  const counts = { taken: 0, refused: 0 };
  for (let round = 0; round < 20_000; round++) {
    const members = Array.from(
      { length: next(4) },
      () => `${JSON.stringify(NAMES[next(NAMES.length)])}: ${VALUES[next(VALUES.length)]}`,
    );
    const line = `{${['"code": "1"', ...members].slice(next(2)).join(", ")}}`;
    const text = next(8) === 0 ? line.slice(next(3), next(line.length)) : line;
    try {
      check(ask(text));
      counts.taken++;
    } catch (error) {
      assert(error instanceof RequestError, `${text}: ${error}`);
      assert.ok(error.message.length < 300, error.message);
      counts.refused++;
    }
  }
  assert.ok(counts.taken > 1000 && counts.refused > 1000, JSON.stringify(counts));
});
