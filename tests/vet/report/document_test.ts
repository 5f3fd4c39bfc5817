/** A document is complete whenever somebody looks, whatever happens to the process and to the disk. */
import assert from "node:assert/strict";
import {
  FileDocument,
  type Frame,
  type RandomAccess,
  StreamDocument,
} from "../../../src/vet/report/document.ts";

const FRAME: Frame = { head: "[", separator: ",", unfinished: ',"unfinished"]' };
const NUMBERS: Frame = { head: "[0", separator: "", unfinished: ',"unfinished"]' };

/** A file on a disk of `room` bytes, which takes three at once. */
class Disk implements RandomAccess {
  bytes = new Uint8Array(0);
  room: number;
  #at = 0;
  readonly seen: string[] = [];

  constructor(room: number) {
    this.room = room;
  }

  get text(): string {
    return new TextDecoder().decode(this.bytes);
  }

  write(bytes: Uint8Array): Promise<number> {
    const count = Math.min(bytes.length, 3, this.room - this.#at);
    if (count <= 0) return Promise.reject(new Error("No space left on device (os error 28)"));
    const length = Math.max(this.bytes.length, this.#at + count);
    const grown = new Uint8Array(length);
    grown.set(this.bytes);
    grown.set(bytes.subarray(0, count), this.#at);
    this.bytes = grown;
    this.#at += count;
    return Promise.resolve(count);
  }

  seek(offset: number): Promise<number> {
    // Whatever was to be written together is there now.
    this.seen.push(this.text);
    this.#at = offset;
    return Promise.resolve(offset);
  }

  truncate(length: number): Promise<void> {
    this.bytes = this.bytes.slice(0, length);
    return Promise.resolve();
  }
}

Deno.test("entries follow one another, and the end is the one that was given last", async () => {
  const disk = new Disk(1000);
  const document = await FileDocument.begin(disk, FRAME);
  assert.equal(disk.text, '[,"unfinished"]');
  await document.add("1");
  assert.equal(disk.text, '[1,"unfinished"]');
  await document.add('"\u20ac"');
  assert.equal(disk.text, '[1,"\u20ac","unfinished"]');
  await document.finish("]");
  assert.equal(disk.text, '[1,"\u20ac"]');
});

Deno.test("a document that is finished at once has no entries", async () => {
  const disk = new Disk(1000);
  await (await FileDocument.begin(disk, FRAME)).finish("]");
  assert.equal(disk.text, "[]");
});

Deno.test("it is whole between any two steps of the writing", async () => {
  const disk = new Disk(100_000);
  const document = await FileDocument.begin(disk, NUMBERS);
  for (let at = 1; at < 20; at++) await document.add(`,"${"x".repeat(at * at)}"`);
  await document.finish("]");
  // The first two are from before there was anything.
  for (const text of [...disk.seen.slice(2), disk.text]) assert.equal(JSON.parse(text)[0], 0);
  assert.equal(JSON.parse(disk.text).length, 20);
});

Deno.test("a disk that is full, at whatever byte, leaves a whole document without the last entry", async () => {
  for (let room = 20; room < 120; room++) {
    const disk = new Disk(room);
    const document = await FileDocument.begin(disk, NUMBERS);
    let added = 0;
    await assert.rejects(async () => {
      for (;; added++) await document.add(`,"${"x".repeat(added)}"`);
    }, { message: "No space left on device (os error 28)" });
    const found = JSON.parse(disk.text);
    assert.deepEqual([found.length, found.at(-1)], [added + 2, "unfinished"], disk.text);
  }
});

Deno.test("a stream has its head with the first entry, and its end at the end", async () => {
  for (const entries of [[], ["1"], ["1", "2"]]) {
    let text = "";
    const document = new StreamDocument((bytes) => {
      text += new TextDecoder().decode(bytes);
      return Promise.resolve();
    }, FRAME);
    for (const entry of entries) await document.add(entry);
    assert.equal(text, entries.length === 0 ? "" : `[${entries.join(",")}`);
    await document.finish("]");
    assert.equal(text, `[${entries.join(",")}]`);
  }
});
