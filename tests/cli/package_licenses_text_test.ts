import assert from "node:assert/strict";
import { textOf } from "../../src/cli/package_licenses_text.ts";

const digest = `sha256:${"0".repeat(64)}`;

Deno.test("each package is named with its licence and its texts, and each text stands there once", () => {
  const text = textOf("science.env", {
    digest,
    packages: [
      {
        ...{ name: "a", version: "1", license: "MIT" },
        notices: [{ path: "a/LICENSE", text: "same\n\ttext\n" }, { path: "a/NOTICE", text: "own" }],
      },
      {
        ...{ name: "b", version: "2", license: null },
        notices: [{ path: "b/LICENSE", text: "same\n\ttext\n" }, { path: "b/HUGE", text: null }],
      },
      { name: "c", version: "3", license: null, notices: [] },
    ],
    others: [{ path: "a/x/COPYING", text: "\n\nother\r\n\fpage\n\n" }],
  });
  const [thick, thin] = ["=".repeat(100), "-".repeat(100)];
  assert.ok(text.startsWith(
    `Licences of the packages of science.env\n=======================================\n\n${digest}\n\n`,
  ));
  assert.equal(
    text.slice(text.indexOf("\n\na 1: ")),
    `

a 1: MIT [1] [2]
b 2: names no licence [1] 'b/HUGE' (too long)
c 3: names no licence (no text)

Texts in other folders, for what packages have from others: [3]

${thick}
[1] a/LICENSE
    b/LICENSE
${thin}

| same
| \ttext

${thick}
[2] a/NOTICE
${thin}

| own

${thick}
[3] a/x/COPYING
${thin}

| other
| page
`,
  );
});

Deno.test("what wheels have made up controls no terminal and no CI system, and looks like nothing else", () => {
  const text = textOf("x\u001b[2J", {
    digest,
    packages: [{
      ...{ name: "a", version: "1", license: "MIT" },
      notices: [{
        path: "a\nb 1: MIT [1]\u202e/LICENSE",
        text: `one\n${
          "=".repeat(100)
        }\n::error::x\n##[error]\r\u001b]0;t\u0007\u009b2J\u2028two\u202e`,
      }],
    }],
    others: [],
  });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u202e]/);
  assert.doesNotMatch(text, /^(?:::|##|b 1)|##\[/m);
  assert.equal(text.split(`\n${"=".repeat(100)}\n`).length, 2);
  assert.ok(text.includes("\n[1] a b 1: MIT [1] /LICENSE\n"));
});

Deno.test("blanks without end in a text take no time", () => {
  const text = `first${" ".repeat(1024 * 1024)}last\n`;
  const packages = [{
    name: "one",
    version: "1",
    license: null,
    notices: [{ path: "LICENSE", text }],
  }];
  const printed = textOf("science.env", { digest: "sha256:0", packages, others: [] });
  assert.ok(printed.endsWith(`| ${text}`));
});
