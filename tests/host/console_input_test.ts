/** What is typed on a console of Windows, which is a model here. */
import assert from "node:assert/strict";
import { ConsoleInput, type ConsoleSystem } from "../../src/host/console_input.ts";

/** A console on which these texts are typed, each given by one read; null is a console that is gone. */
function typed(...texts: (string | null)[]): ConsoleInput {
  const system: ConsoleSystem = {
    GetStdHandle: (which) => {
      assert.equal(which | 0, -10);
      return 0x3n;
    },
    ReadConsoleW: (input, buffer, most, count, control) => {
      const text = texts.shift();
      assert.deepEqual([input, control], [0x3n, 0n]);
      if (text === null) return Promise.resolve(0);
      assert.ok(text !== undefined && text.length <= Number(most), "more is read than was typed");
      const units = new DataView((buffer as Uint8Array<ArrayBuffer>).buffer);
      for (let at = 0; at < text.length; at++) units.setUint16(2 * at, text.charCodeAt(at), true);
      new DataView((count as Uint8Array<ArrayBuffer>).buffer).setUint32(0, text.length, true);
      return Promise.resolve(1);
    },
  };
  return new ConsoleInput(system);
}

const text = (bytes: Uint8Array | null) => bytes === null ? null : new TextDecoder().decode(bytes);

Deno.test("every character that is typed arrives, and a line ends by a newline", async () => {
  const input = typed("gr\u00F6\u00DFe \u6570 \u{1F40D}\r\n");
  assert.equal(text(await input.read(1000, false)), "gr\u00F6\u00DFe \u6570 \u{1F40D}\n");
});

Deno.test("halves of a character that are read one after the other become one", async () => {
  const input = typed("\uD83D", "\uDC0D", "x");
  assert.equal(text(await input.read(1000, true)), "\u{1F40D}");
  assert.equal(text(await input.read(1000, true)), "x");
});

Deno.test("what does not fit is there at the next read", async () => {
  const input = typed("gr\u00F6\u00DFe\r\n", "more\r\n");
  const given: number[] = [];
  while (given.length < 8) given.push(...(await input.read(3, false))!);
  assert.equal(text(Uint8Array.from(given)), "gr\u00F6\u00DFe\n");
  assert.equal(text(await input.read(100, false)), "more\n");
});

Deno.test("Ctrl-Z at the beginning of a line is the end, and a key where keys are read", async () => {
  assert.equal(await typed("\x1a\r\n").read(10, false), null);
  assert.equal(text(await typed("x\x1a\r\n").read(10, false)), "x\x1a\n");
  assert.equal(text(await typed("\x1a").read(10, true)), "\x1a");
  assert.equal(text(await typed("\r").read(10, true)), "\r");
});

Deno.test("after Ctrl-C, which gives nothing, the next line is read; a console that is gone is the end", async () => {
  const input = typed("", "", "line\r\n", null);
  assert.equal(text(await input.read(10, false)), "line\n");
  assert.equal(await input.read(10, false), null);
});
