import assert from "node:assert/strict";
import { readAtMost } from "../../src/cli/read_at_most.ts";

/** A stream of the bytes 0, 1, 2... that gives at most `atOnce` of them, and ends after `total`. */
class Counting {
  given = 0;
  readonly #total: number;
  readonly #atOnce: number;

  constructor(total: number, atOnce: number) {
    this.#total = total;
    this.#atOnce = atOnce;
  }

  read(target: Uint8Array): Promise<number | null> {
    const count = Math.min(target.length, this.#atOnce, this.#total - this.given);
    if (count === 0) return Promise.resolve(null);
    for (let i = 0; i < count; i++) target[i] = this.given + i;
    this.given += count;
    return Promise.resolve(count);
  }
}

for (const total of [0, 1, 65_535, 65_536, 65_537, 300_000]) {
  for (const atOnce of [7, 65_536, Infinity]) {
    Deno.test(`a stream of ${total} bytes, ${atOnce} at once, is read to its end`, async () => {
      const bytes = await readAtMost(new Counting(total, atOnce), 1_000_000);
      assert.equal(bytes.length, total);
      assert(bytes.every((byte, at) => byte === (at & 255)));
    });
  }
}

Deno.test("an endless stream is read as far as asked, and not a byte further", async () => {
  for (const most of [0, 1, 65_536, 65_537, 200_000]) {
    const stream = new Counting(Infinity, 10_000);
    const bytes = await readAtMost(stream, most);
    assert.deepEqual([bytes.length, stream.given], [most, most]);
  }
});
