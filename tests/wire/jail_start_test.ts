import assert from "node:assert/strict";
import { decodeJailStart, encodeJailStart, type JailStart } from "../../src/wire/jail_start.ts";

const START: JailStart = {
  ...{ maxHeapBytes: 67_108_864, systemWalls: true, purpose: "run" },
  environment: null,
};

const PLACE = { path: "/home/me/science.env", copy: null, checksum: 2 ** 32 - 1 };

Deno.test("a jail's configuration is read as it was written", () => {
  for (const purpose of ["run", "spare", "fork", "freeze", "verify"] as const) {
    for (const systemWalls of [true, false]) {
      for (const environment of [null, PLACE, { ...PLACE, copy: "/proc/7/fd/8" }]) {
        const start = { ...START, systemWalls, purpose, environment };
        assert.deepEqual(decodeJailStart(encodeJailStart(start)), start);
      }
    }
  }
});

Deno.test("what is no configuration is refused by name", () => {
  const cases: [string | undefined, string][] = [
    [undefined, "The jail's configuration is not JSON"],
    ["", "The jail's configuration is not JSON"],
    ["67108864", "configuration is 67108864, expected an object"],
    ["{}", "maxHeapBytes is missing, expected a whole number"],
    [
      JSON.stringify({ ...START, maxHeapBytes: 1.5 }),
      "maxHeapBytes is 1.5, expected a whole number",
    ],
    [
      JSON.stringify({ ...START, systemWalls: "no-walls" }),
      "systemWalls is of type string, expected true or false",
    ],
    [
      JSON.stringify({ ...START, purpose: "unlocked" }),
      "purpose is of type string, expected one of run, spare, fork, freeze, verify",
    ],
    [
      JSON.stringify({ ...START, environment: 7 }),
      "environment is 7, expected an object",
    ],
    [
      JSON.stringify({ ...START, environment: { ...PLACE, path: null } }),
      "path is null, expected text",
    ],
    [
      JSON.stringify({ ...START, environment: { ...PLACE, copy: 7 } }),
      "copy is 7, expected text",
    ],
    [
      JSON.stringify({ ...START, environment: { ...PLACE, checksum: 2 ** 32 } }),
      "checksum is 4294967296, expected 0 to 4294967295",
    ],
  ];
  for (const [word, message] of cases) {
    assert.throws(() => decodeJailStart(word), { name: "MessageError", message });
  }
});
