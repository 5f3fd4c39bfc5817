/** What is checked of executables, and how they are described: a few bytes replace them. */
import assert from "node:assert/strict";
import { checksums, describe, inspect, MOST_BYTES } from "../build/executable.ts";
import { executableTarget } from "../build/executable_target.ts";
import { findTarget } from "../build/targets.ts";

/** Zero bytes, except for these at their offsets. */
function bytes(length: number, parts: Record<number, readonly number[]>): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  for (const [at, part] of Object.entries(parts)) all.set(part, Number(at));
  return all;
}

const ELF = [0x7F, 0x45, 0x4C, 0x46];
const MACH = [0xCF, 0xFA, 0xED, 0xFE];
const MZ = [0x4D, 0x5A];
const PE = [0x50, 0x45, 0, 0];

Deno.test("an executable's first bytes say for which machine it is", () => {
  for (
    const [expected, header] of [
      ["linux-x64", bytes(64, { 0: ELF, 18: [62, 0] })],
      ["linux-arm64", bytes(64, { 0: ELF, 18: [183, 0] })],
      ["macos-x64", bytes(64, { 0: MACH, 4: [7, 0, 0, 1] })],
      ["macos-arm64", bytes(64, { 0: MACH, 4: [12, 0, 0, 1] })],
      ["windows-x64", bytes(256, { 0: MZ, 0x3C: [0x80], 0x80: PE, 0x84: [0x64, 0x86] })],
    ] as const
  ) assert.equal(executableTarget(header), expected);
});

Deno.test("what is no executable, or one for another machine, is not taken for one", () => {
  for (
    const header of [
      bytes(64, { 0: ELF, 18: [243, 0] }),
      bytes(64, { 0: MACH, 4: [99] }),
      bytes(256, { 0: MZ, 0x3C: [0x80], 0x80: PE, 0x84: [0x64, 0xAA] }),
      bytes(256, { 0: MZ, 0x3C: [0x80] }),
      // The header would be after the end of the file.
      bytes(64, { 0: MZ, 0x3C: [0xFF, 0xFF] }),
      bytes(10, { 0: ELF }),
      new TextEncoder().encode("#!/bin/sh\n"),
      new Uint8Array(0),
    ]
  ) assert.equal(executableTarget(header), null);
});

Deno.test("this Deno is for this machine", async () => {
  using file = await Deno.open(Deno.execPath());
  const start = new Uint8Array(4096);
  await file.read(start);
  assert.equal(executableTarget(start), findTarget(Deno.build.target).name);
});

const EXECUTABLE = bytes(64, { 0: ELF, 18: [62, 0] });
const DIGEST = "85c4f8ecf4e1bda1b1b8ea9ab3b0e8b5c6f5f4a0b6f5f0c1b0d7f0a3c9d1e2f3";

Deno.test("an executable is described by name, size and checksum", async () => {
  const made = await inspect("pysandbox", EXECUTABLE, findTarget("linux-x64"), unexpected);
  assert.deepEqual(made, { name: "pysandbox", bytes: 64, digest: made.digest });
  assert.match(made.digest, /^[0-9a-f]{64}$/);
  assert.equal(
    describe({ name: "pysandbox-0.1.0-linux-x64", bytes: 126_264_916, digest: DIGEST }),
    `dist/pysandbox-0.1.0-linux-x64: 126.3 MB, SHA-256 ${DIGEST}`,
  );
});

Deno.test("an executable for another machine than its name says is refused", async () => {
  await assert.rejects(
    inspect("pysandbox-0.1.0-macos-x64", EXECUTABLE, findTarget("macos-x64"), unexpected),
    {
      name: "BuildError",
      message: "pysandbox-0.1.0-macos-x64 should be for macos-x64, but is for linux-x64: " +
        "the base in DENORT_BIN or in Deno's cache is another target's",
    },
  );
  const text = new TextEncoder().encode("#!/bin/sh\n");
  await assert.rejects(inspect("pysandbox", text, findTarget("linux-x64"), unexpected), {
    name: "BuildError",
    message: "pysandbox should be for linux-x64, but is for an unknown machine: " +
      "the base in DENORT_BIN or in Deno's cache is another target's",
  });
});

Deno.test("130 MB are allowed on Linux x64, and one byte more is refused", async () => {
  const most = bytes(MOST_BYTES, { 0: ELF, 18: [62, 0] });
  assert.equal(most.length, 130_000_000);
  const made = await inspect("pysandbox", most, findTarget("linux-x64"), unexpected);
  assert.equal(made.bytes, 130_000_000);
  const more = bytes(MOST_BYTES + 1, { 0: ELF, 18: [62, 0] });
  await assert.rejects(inspect("pysandbox", more, findTarget("linux-x64"), unexpected), {
    name: "BuildError",
    message: "pysandbox is 130000001 bytes, more than 130000000",
  });
});

Deno.test("an environment that is embedded does not count against what was promised", async () => {
  const more = bytes(MOST_BYTES + 1, { 0: ELF, 18: [62, 0] });
  const made = await inspect("pysandbox", more, findTarget("linux-x64"), unexpected, 1);
  assert.equal(made.bytes, 130_000_001);
});

Deno.test("elsewhere, where nothing was promised, a large executable is made with a warning", async () => {
  const said: string[] = [];
  const large = bytes(MOST_BYTES + 1, { 0: ELF, 18: [183, 0] });
  const target = findTarget("linux-arm64");
  const made = await inspect("pysandbox", large, target, (line) => said.push(line));
  assert.equal(made.bytes, 130_000_001);
  assert.deepEqual(said, ["pysandbox is 130000001 bytes, more than 130000000"]);
});

Deno.test("the list of checksums is what sha256sum writes: checksum, two blanks, name", () => {
  const other = DIGEST.split("").reverse().join("");
  assert.equal(
    checksums([
      { name: "pysandbox-0.1.0-linux-x64", bytes: 1, digest: DIGEST },
      { name: "pysandbox-0.1.0-windows-x64.exe", bytes: 2, digest: other },
    ]),
    `${DIGEST}  pysandbox-0.1.0-linux-x64\n${other}  pysandbox-0.1.0-windows-x64.exe\n`,
  );
});

function unexpected(line: string): never {
  throw new Error(`nobody expected: ${line}`);
}
