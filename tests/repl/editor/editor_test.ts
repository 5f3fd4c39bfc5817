/** The editor without a terminal: what it answers, and what it writes. What a person sees is tested in terminals. */
import assert from "node:assert/strict";
import { Editor, type Entered, type Language } from "../../../src/repl/editor/editor.ts";
import type { EditingTerminal } from "../../../src/repl/terminal.ts";
import { TypedInput } from "../../../src/repl/typed_input.ts";

/** A terminal whose keys are all typed before, and end. */
class TypedTerminal implements EditingTerminal {
  readonly input: TypedInput;
  readonly modes: string[] = [];
  written = "";

  constructor(typed: string) {
    const pieces: (Uint8Array | null)[] = [new TextEncoder().encode(typed)];
    this.input = new TypedInput(() => Promise.resolve(pieces.shift() ?? null));
  }

  write(text: string): void {
    this.written += text;
  }

  size() {
    return { columns: 80, rows: 24 };
  }

  beginEditing(): void {
    this.modes.push("begin");
  }

  endEditing(): void {
    this.modes.push("end");
  }

  suspend(): Promise<void> {
    this.modes.push("suspend");
    return Promise.resolve();
  }
}

const PROMPTS = { ps1: ">>> ", ps2: "... " };

/** A language in which a source with an opening bracket goes on until it is closed, and every word has two ends. */
const LANGUAGE: Language = {
  check: (source) => Promise.resolve(/\([^)]*$/.test(source) ? "incomplete" : "complete"),
  complete: (source) => Promise.resolve([`${source}_one`, `${source}_two`]),
};

async function enter(typed: string, history: string[] = [], language = LANGUAGE): Promise<Entered> {
  return await new Editor(new TypedTerminal(typed), language, true).read(PROMPTS, history);
}

Deno.test("a statement is what was typed up to Enter, and the rest stays for whoever reads next", async () => {
  const terminal = new TypedTerminal("x = 1\rnext\r");
  const entered = await new Editor(terminal, LANGUAGE, true).read(PROMPTS, []);
  assert.deepEqual(entered, { kind: "statement", source: "x = 1" });
  assert.equal(new TextDecoder().decode((await terminal.input.read())!), "next\r");
  assert.deepEqual(terminal.modes, ["begin", "end"]);
});

Deno.test("one editor reads statement after statement, each from nothing", async () => {
  const editor = new Editor(new TypedTerminal("one\rf(\r\x03two\r"), LANGUAGE, true);
  assert.deepEqual(await editor.read(PROMPTS, []), { kind: "statement", source: "one" });
  assert.deepEqual(await editor.read(PROMPTS, ["one"]), { kind: "interrupted" });
  assert.deepEqual(await editor.read(PROMPTS, ["one"]), { kind: "statement", source: "two" });
  assert.deepEqual(await editor.read(PROMPTS, ["one"]), { kind: "end" });
});

Deno.test("Ctrl-D leaves an empty input only", async () => {
  assert.deepEqual(await enter("\x04"), { kind: "end" });
  assert.deepEqual(await enter("ab\x01\x04\r"), { kind: "statement", source: "b" });
  assert.deepEqual(await enter("a\x04\r"), { kind: "statement", source: "a" });
});

Deno.test("Alt-Enter ends a statement that is not whole", async () => {
  assert.deepEqual(await enter("f(\x1b\r"), { kind: "statement", source: "f(" });
});

Deno.test("an editing key ends a search and takes effect on what it found", async () => {
  const history = ["alpha beta", "gamma"];
  assert.deepEqual(await enter("\x12alp\x05!\r", history), {
    kind: "statement",
    source: "alpha beta!",
  });
  assert.deepEqual(await enter("x\x12alp\x07!\r", history), { kind: "statement", source: "x!" });
  assert.deepEqual(await enter("\x12bex\x7f\x7f\x7fgam\x06\r", history), {
    kind: "statement",
    source: "gamma",
  });
  assert.deepEqual(await enter("\x12al\x03", history), { kind: "interrupted" });
});

Deno.test("completion inserts what is certain", async () => {
  assert.deepEqual(await enter("ab\to\r"), { kind: "statement", source: "ab_o" });
  assert.deepEqual(await enter("\tx\r"), { kind: "statement", source: "    x" });
});

Deno.test("keys that mean nothing here do nothing", async () => {
  assert.deepEqual(await enter("a\x1b[5~\x1bOP\x07\x00\x1f\x13b\r"), {
    kind: "statement",
    source: "ab",
  });
});

Deno.test("a failure of the language leaves the terminal as it was", async () => {
  const terminal = new TypedTerminal("x\r");
  const failing: Language = { ...LANGUAGE, check: () => Promise.reject(new Error("broken")) };
  await assert.rejects(new Editor(terminal, failing, true).read(PROMPTS, []), {
    message: "broken",
  });
  assert.deepEqual(terminal.modes, ["begin", "end"]);
});

Deno.test("without colours there is not one", async () => {
  const terminal = new TypedTerminal("def f(): 1\r");
  await new Editor(terminal, LANGUAGE, false).read(PROMPTS, []);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(terminal.written, /\x1b\[[0-9;]*m/);
  assert.ok(
    terminal.written.endsWith("\r\x1b[J>>> def f(): 1\n"),
    JSON.stringify(terminal.written),
  );
});

Deno.test("a size or an interrupt that comes while no statement is read changes nothing", () => {
  const terminal = new TypedTerminal("");
  const editor = new Editor(terminal, LANGUAGE, true);
  editor.resized();
  editor.interrupt();
  assert.equal(terminal.written, "");
});
