import assert from "node:assert/strict";
import { CollectingSink, Output, type Sink } from "../../src/host/output.ts";

/** Notes each write: the stream and the bytes as text. */
class Recorder {
  readonly writes: string[] = [];
  readonly sinks = { stdout: this.#sink("out"), stderr: this.#sink("err") };

  #sink(name: string): Sink {
    return {
      write: (bytes) => {
        this.writes.push(`${name} ${new TextDecoder().decode(bytes)}`);
        return Promise.resolve();
      },
    };
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

Deno.test("pieces of one stream are gathered into one write", async () => {
  const { writes, sinks } = new Recorder();
  const output = new Output(sinks, 100);
  for (const piece of ["a", "b", "c"]) await output.add("stdout", bytes(piece));
  assert.deepEqual(writes, []);
  await output.flush();
  assert.deepEqual(writes, ["out abc"]);
  await output.flush();
  assert.deepEqual(writes, ["out abc"]);
});

Deno.test("the order between the streams is kept", async () => {
  const { writes, sinks } = new Recorder();
  const output = new Output(sinks, 100);
  const pieces = [["stdout", "1"], ["stderr", "2"], ["stderr", "3"], ["stdout", "4"]] as const;
  for (const [stream, text] of pieces) await output.add(stream, bytes(text));
  await output.flush();
  assert.deepEqual(writes, ["out 1", "err 23", "out 4"]);
});

Deno.test("exactly the limit passes, and is not called truncated", async () => {
  const { writes, sinks } = new Recorder();
  const output = new Output(sinks, 5);
  await output.add("stdout", bytes("123"));
  await output.add("stdout", bytes("45"));
  await output.flush();
  assert.deepEqual(writes, ["out 12345"]);
  assert.deepEqual([output.bytes, output.truncated], [5, false]);
});

Deno.test("what exceeds the limit is cut at the byte, over both streams together", async () => {
  const { writes, sinks } = new Recorder();
  const output = new Output(sinks, 5);
  await output.add("stdout", bytes("123"));
  await output.add("stderr", bytes("abc"));
  assert.equal(output.truncated, true);
  await output.add("stdout", bytes("4"));
  await output.add("stderr", bytes("d"));
  await output.flush();
  assert.deepEqual(writes, ["out 123", "err ab"]);
  assert.equal(output.bytes, 5);
});

Deno.test("empty pieces are neither written nor a reason to truncate", async () => {
  const { writes, sinks } = new Recorder();
  const output = new Output(sinks, 1);
  await output.add("stdout", bytes("1"));
  await output.add("stderr", bytes(""));
  await output.add("stdout", bytes(""));
  await output.flush();
  assert.deepEqual(writes, ["out 1"]);
  assert.equal(output.truncated, false);
});

Deno.test("the output knows whether stderr ends within a line", async () => {
  const { sinks } = new Recorder();
  const output = new Output(sinks, 10);
  assert.equal(output.openLine, false);
  await output.add("stderr", bytes("ab"));
  assert.equal(output.openLine, true);
  await output.add("stderr", bytes("c\n"));
  await output.add("stdout", bytes("x"));
  assert.equal(output.openLine, false);
  // Cut off before its newline.
  await output.add("stderr", bytes("12345\n"));
  assert.equal(output.openLine, true);
});

Deno.test("a write that fails reaches whoever added or flushed", async () => {
  const failing = { write: () => Promise.reject(new Error("no")) };
  const output = new Output({ stdout: failing, stderr: new CollectingSink() }, 10);
  await output.add("stdout", bytes("1"));
  await assert.rejects(output.add("stderr", bytes("2")), { message: "no" });
  await output.add("stdout", bytes("3"));
  await assert.rejects(output.flush(), { message: "no" });
});

Deno.test("a line is open until its newline has come, or too much of it waits", async () => {
  const sink = new CollectingSink();
  const output = new Output({ stdout: sink, stderr: sink }, 100_000);
  const add = (text: string) => output.add("stdout", bytes(text));
  assert.equal(output.isLineOpen, false);
  await add("begun");
  assert.equal(output.isLineOpen, true);
  await add("\n");
  assert.equal(output.isLineOpen, false);
  await output.flush();
  await add("x".repeat(40_000));
  assert.equal(output.isLineOpen, false);
});

Deno.test("small pieces are gathered up to 64 KiB, whatever their sizes, and none is lost or changed", async () => {
  const { writes, sinks } = new Recorder();
  const output = new Output(sinks, 1e9);
  const pieces = Array.from({ length: 300 }, (_, at) => `${at},`.repeat(1 + at * 7 % 400));
  for (const piece of pieces) await output.add("stdout", bytes(piece));
  await output.flush();
  const texts = writes.map((write) => write.slice("out ".length));
  assert.equal(texts.join(""), pieces.join(""));
  assert.equal(texts.every((text) => text.length <= 65_536), true);
  // Each write took all that had room in it.
  assert.equal(texts.slice(0, -1).every((text) => text.length > 65_536 - 1600), true);
});

Deno.test("a collecting sink has all that was written, and nothing before", async () => {
  const sink = new CollectingSink();
  assert.equal(await sink.text(), "");
  const pieces = ["a", "b".repeat(1023), "c".repeat(5000), "", "d"];
  for (const piece of pieces) await sink.write(bytes(piece));
  assert.equal(await sink.text(), pieces.join(""));
});
