import assert from "node:assert/strict";
import {
  commonPrefix,
  menu,
  plainWords,
  stemOf,
  wantsWords,
} from "../../../src/repl/editor/completion.ts";

const columnsOf = (text: string) => text.length;

Deno.test("the word before the cursor is completed, with its dots", () => {
  assert.deepEqual(
    ["x = os.pa", "f(", "", "import ", "caf\u00e9.", "a b_1"].map(stemOf),
    ["os.pa", "", "", "", "caf\u00e9.", "b_1"],
  );
});

Deno.test("Tab asks for names behind a word or an import, and indents elsewhere", () => {
  const asks = ["x", "x = os.", "import ", "from ", "  from os import "];
  const indents = ["", "    ", "f(", "x = "];
  assert.deepEqual(asks.map(wantsWords), asks.map(() => true));
  assert.deepEqual(indents.map(wantsWords), indents.map(() => false));
});

Deno.test("only names that continue the word are taken from the sandbox", () => {
  const answered = [
    ...["print(", "property(", "pr", "print(", "pass ", "private:", "pr\u00e9.x()"],
    ...["other", "pr\x1b[2J", "pr\n", "pr\u202e", "pr'", "pr x", `pr${"x".repeat(300)}`, "pr(("],
  ];
  assert.deepEqual(plainWords(answered, "pr"), [
    "pr",
    "print(",
    "private:",
    "property(",
    "pr\u00e9.x()",
  ]);
  assert.deepEqual(plainWords(answered, "pas"), ["pass "]);
});

Deno.test("of a flood of names a bounded number is looked at", () => {
  const flood = Array.from({ length: 100_000 }, (_, index) => `x${index}`);
  assert.equal(plainWords(flood, "x").length, 1000);
});

Deno.test("the common beginning is what is certain", () => {
  assert.equal(commonPrefix(["os.path", "os.pardir"]), "os.pa");
  assert.equal(commonPrefix(["alone("]), "alone(");
  assert.equal(commonPrefix(["a", "b"]), "");
  assert.equal(commonPrefix([]), "");
});

Deno.test("the choice is shown in columns, without what is common to all", () => {
  const words = ["os.a", "os.bcd", "os.e", "os.f", "os.g"];
  const rows = menu(words, "os.", { columns: 12, mostRows: 10, columnsOf }).map(({ text }) => text);
  assert.deepEqual(rows, ["a    f", "bcd  g", "e"]);
});

Deno.test("a choice that is too large says how much is left", () => {
  const words = Array.from({ length: 20 }, (_, index) => `w${index}`);
  const rows = menu(words, "w", { columns: 10, mostRows: 3, columnsOf }).map(({ text }) => text);
  assert.deepEqual(rows, ["w0   w2", "w1   w3", "... and 16"]);
});

Deno.test("a word that is wider than the terminal is cut, in columns", () => {
  const words = ["x\u6f22\u6f22\u6f22", "xabcdefgh", "xy"];
  const space = { columns: 5, mostRows: 9, columnsOf: (c: string) => c === "\u6f22" ? 2 : 1 };
  assert.deepEqual(menu(words, "x", space), [
    { text: "x\u6f22\u6f22", width: 5 },
    { text: "xabcd", width: 5 },
    { text: "xy", width: 2 },
  ]);
});
