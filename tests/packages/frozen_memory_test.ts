/** Fake jails that give a memory: its size is what counts, and nothing else that they give is taken. */
import assert from "node:assert/strict";
import { FrozenMemory } from "../../src/packages/frozen_memory.ts";
import { FrameType } from "../../src/wire/frame.ts";
import { fakeJail, runJail } from "../fixtures/supervised.ts";

const { FileEntry, FilesListed, TakenBytes } = FrameType;
const MOST_BYTES = 100_000;

type Sent = [type: number, payload: string | number[]] | number;

const uint32 = (value: number) => [...new Uint8Array(Uint32Array.of(value).buffer)];
const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const entry = (name: string, bytes: number, kind = 1): Sent => [
  FileEntry,
  [kind, ...uint32(bytes), ...utf8(name)],
];
const listed: Sent = [FilesListed, uint32(0)];

async function take(atList: Sent[], atTake: Sent[]) {
  const out = new FrozenMemory(MOST_BYTES);
  const run = await runJail(fakeJail("gives_files", [JSON.stringify({ atList, atTake })]), {
    files: { out },
  });
  const { memory, findings } = out;
  return { status: run.outcome.status, memory: memory?.length, findings: findings?.length };
}

const NOTHING = { status: "ok", memory: undefined, findings: undefined };

Deno.test("a memory and what is found are taken, and no other file", async () => {
  const files = [
    entry("memory", 9),
    entry("other", 5),
    entry("findings.json", 2),
    entry("d", 0, 0),
  ];
  assert.deepEqual(await take([...files, listed], [[TakenBytes, "{}"], 4, 5]), {
    ...{ status: "ok", memory: 9, findings: 2 },
  });
});

Deno.test("what is too large, or no file, is not asked for", async () => {
  assert.deepEqual(await take([entry("memory", MOST_BYTES + 1), listed], []), NOTHING);
  assert.deepEqual(await take([entry("memory", 2 ** 32 - 1), listed], []), NOTHING);
  assert.deepEqual(await take([entry("findings.json", 300_000), listed], []), NOTHING);
  assert.deepEqual(await take([entry("memory", 0, 0), listed], []), NOTHING);
  assert.deepEqual(await take([listed], []), NOTHING);
});

Deno.test("a jail that gives more than it has listed is killed", async () => {
  const { status } = await take([entry("memory", 9), listed], [10]);
  assert.equal(status, "crashed");
});
