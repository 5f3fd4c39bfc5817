import assert from "node:assert/strict";
import { CollectingSink } from "../../src/host/output.ts";
import { TerminalStreams } from "../../src/repl/program_streams.ts";
import { TypedInput } from "../../src/repl/typed_input.ts";

/** Streams over a terminal: what it shows, and what was typed at the prompt and left there. */
function onTerminal(left = "") {
  const shown = new CollectingSink();
  const read: ((bytes: Uint8Array | null) => void)[] = [];
  const input = new TypedInput(() => new Promise((resolve) => read.push(resolve)));
  input.putBack(encode(left));
  const terminal = {
    input,
    write: (text: string) => void shown.write(encode(text)),
    size: () => ({ columns: 80, rows: 24 }),
    beginEditing: () => {},
    endEditing: () => {},
    suspend: () => Promise.resolve(),
  };
  return {
    streams: new TerminalStreams(terminal, shown),
    input,
    text: () => shown.text(),
    type: (text: string) => read.shift()!(encode(text)),
  };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

async function readText(reading: Promise<Uint8Array | null>): Promise<string> {
  return new TextDecoder().decode((await reading)!);
}

Deno.test("what is printed is made visible, stream by stream, and shown in order", async () => {
  const { streams, text } = onTerminal();
  streams.open();
  await streams.stdout.write(encode("out \x1b[3"));
  await streams.stderr.write(encode("err \x1b]0;\n"));
  await streams.stdout.write(encode("1mred\x1b[0m\n"));
  await streams.close();
  assert.equal(await text(), "out err ^[]0;\n\x1b[31mred\x1b[0m\n");
});

Deno.test("a statement that ends within a line, or within a sequence, ends it", async () => {
  const open = onTerminal();
  open.streams.open();
  await open.streams.stdout.write(encode("no end"));
  await open.streams.close();
  assert.equal(await open.text(), "no end\n");
  const sequence = onTerminal();
  sequence.streams.open();
  await sequence.streams.stderr.write(encode("a\n\x1b["));
  await sequence.streams.close();
  assert.equal(await sequence.text(), "a\n^[[\n");
});

Deno.test("a line that was typed ends the line of its question", async () => {
  const { streams, text, type } = onTerminal();
  streams.open();
  await streams.stdout.write(encode("name? "));
  const reading = readText(streams.readStdin(100));
  type("Ada\n");
  assert.equal(await reading, "Ada\n");
  await streams.close();
  assert.equal(await text(), "name? ");
});

Deno.test("nothing is shown between statements", async () => {
  const { streams, text } = onTerminal();
  await streams.stdout.write(encode("early"));
  streams.open();
  await streams.close();
  await streams.stderr.write(encode("late"));
  assert.equal(await text(), "");
});

Deno.test("what a program leaves of a line is for the next that asks, and never for the prompt", async () => {
  const { streams, input, text, type } = onTerminal();
  streams.open();
  const reading = readText(streams.readStdin(1));
  type("Ada\n");
  assert.equal(await reading, "A");
  await streams.close();
  assert.equal(input.hasLeft, false);
  streams.open();
  assert.equal(await readText(streams.readStdin(100)), "da\n");
  assert.equal(await text(), "");
});

Deno.test("what was typed ahead is shown and given line by line, as a terminal would", async () => {
  const { streams, input, text } = onTerminal("one\x1b\rtwo\rx");
  streams.open();
  assert.equal(await readText(streams.readStdin(100)), "one\x1b\n");
  assert.equal(await readText(streams.readStdin(2)), "tw");
  assert.equal(await readText(streams.readStdin(100)), "o\n");
  assert.equal(await text(), "one^[\ntwo\n");
  await streams.close();
  assert.equal(await readText(input.read()), "x");
});

Deno.test("Ctrl-C drops what was typed ahead, and begins a line", async () => {
  const { streams, input, text } = onTerminal("ahead\r");
  streams.open();
  await streams.stdout.write(encode("running"));
  streams.interrupted();
  await streams.close();
  assert.equal(await text(), "running\n");
  assert.equal(input.hasLeft, false);
});

Deno.test("what comes for a statement that has ended waits for the prompt", async () => {
  const { streams, input, type } = onTerminal();
  streams.open();
  let answered = false;
  streams.readStdin(100).then(() => answered = true);
  await streams.close();
  type("next");
  assert.equal(await readText(input.read()), "next");
  assert.equal(answered, false);
});
