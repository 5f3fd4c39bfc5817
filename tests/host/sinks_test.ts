import assert from "node:assert/strict";
import { CollectingSink, descriptorSink, ReaderGoneError } from "../../src/host/output.ts";

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("a descriptor that takes little at a time gets everything, in order", async () => {
  const taken: number[] = [];
  const stream = {
    write: (part: Uint8Array) => {
      const count = Math.min(3, part.length);
      taken.push(...part.subarray(0, count));
      return Promise.resolve(count);
    },
  };
  await descriptorSink(stream, "standard output").write(bytes("0123456789"));
  assert.equal(new TextDecoder().decode(Uint8Array.from(taken)), "0123456789");
});

Deno.test("a broken pipe means that the reader is gone", async () => {
  const stream = { write: () => Promise.reject(new Deno.errors.BrokenPipe("Broken pipe")) };
  await assert.rejects(
    descriptorSink(stream, "standard output").write(bytes("x")),
    ReaderGoneError,
  );
});

Deno.test("another failure names the stream and what went wrong", async () => {
  const stream = { write: () => Promise.reject(new Error("No space left on device")) };
  await assert.rejects(descriptorSink(stream, "standard error").write(bytes("x")), {
    message: "cannot write to standard error: No space left on device",
  });
});

Deno.test("a collecting sink keeps all bytes, and characters that are split between writes", async () => {
  const sink = new CollectingSink();
  const whole = bytes("a\u20AC\u{1F600}z");
  for (const byte of whole) await sink.write(Uint8Array.of(byte));
  assert.equal(await sink.text(), "a\u20AC\u{1F600}z");
  assert.equal(await sink.text(), "a\u20AC\u{1F600}z");
});

Deno.test("a collecting sink keeps a copy, because its caller uses the buffer again", async () => {
  const sink = new CollectingSink();
  const buffer = bytes("one");
  await sink.write(buffer);
  buffer.fill(0x78);
  assert.equal(await sink.text(), "one");
});

Deno.test("what is no UTF-8 is replaced in a collecting sink, also where it ends within a character", async () => {
  const sink = new CollectingSink();
  await sink.write(Uint8Array.of(0x61, 0xFF, 0x62, 0xE2, 0x82));
  assert.equal(await sink.text(), "a\uFFFDb\uFFFD");
});

Deno.test("a byte order mark at the start is kept in a collecting sink, as every other character", async () => {
  const sink = new CollectingSink();
  await sink.write(bytes("\uFEFFa\uFEFF"));
  assert.equal(await sink.text(), "\uFEFFa\uFEFF");
});

Deno.test("what is long is made a text in pieces, cut anywhere, and others get their turn meanwhile", async () => {
  const whole = "\ufeff" + "a\u20AC\u{1F600}".repeat(200_000);
  const sink = new CollectingSink();
  await sink.write(bytes(whole));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  assert.equal(await sink.text(), whole);
  clearInterval(timer);
  assert.ok(turns > 0);
});
