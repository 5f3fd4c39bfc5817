/** Megabytes of arbitrary bytes through the program's standard streams. */
import assert from "node:assert/strict";
import { pysandbox } from "../command.ts";
import { transcript } from "./transcript.ts";

Deno.test("ten megabytes of binary standard input arrive unchanged", async () => {
  const stdin = noise(10_000_000);
  const code = "import hashlib, sys; data = sys.stdin.buffer.read(); " +
    "print(len(data), hashlib.sha256(data).hexdigest())";
  const finished = await pysandbox(["run", "-c", code], { stdin });
  assert.equal(
    transcript(finished.stdout, finished.stderr, finished.code),
    `10000000 ${await sha256(stdin)}\n[stderr]\n[exit 0]\n`,
  );
});

Deno.test("eight megabytes of binary standard output arrive unchanged", async () => {
  const stdin = noise(8_000_000);
  const code =
    "import shutil, sys; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer, 100_003)";
  const finished = await pysandbox(["run", "-c", code], { stdin });
  assert.deepEqual([finished.stderr, finished.code], ["", 0]);
  assert.equal(finished.stdoutBytes.length, stdin.length);
  assert.equal(await sha256(finished.stdoutBytes), await sha256(stdin));
});

/** Bytes of all values, without pattern, the same each time. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let at = 0; at < length; at++) {
    state = Math.imul(state, 1_103_515_245) + 12_345 | 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
