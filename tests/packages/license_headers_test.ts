import assert from "node:assert/strict";
import { licenseHeaders } from "../../src/packages/license_headers.ts";

function of(...lines: string[]) {
  return licenseHeaders(["Metadata-Version: 2.4", "Name: a", ...lines].join("\n"));
}

const CLASSIFIERS = [
  "Classifier: License :: OSI Approved :: MIT License",
  "Classifier: Programming Language :: Python",
  "Classifier: License :: Public Domain",
];

Deno.test("an expression counts before a name, and that before classifiers", () => {
  const [expression, name] = ["License-Expression: MIT OR Apache-2.0", "License: BSD"];
  assert.equal(of(...CLASSIFIERS, name, expression).license, "MIT OR Apache-2.0");
  assert.equal(of(...CLASSIFIERS, name).license, "BSD");
  assert.equal(of(...CLASSIFIERS, "License: UNKNOWN").license, "MIT License, Public Domain");
  assert.deepEqual(of(), { license: null, text: null, files: [] });
  assert.equal(of("License:", "License-Expression:").license, null);
});

Deno.test("files are named in their order, whatever the letters of a field's name", () => {
  const { files } = of("License-File: LICENSE", "license-file: licenses/a b.txt", "License-File:");
  assert.deepEqual(files, ["LICENSE", "licenses/a b.txt", ""]);
});

Deno.test("a text in the place of a name is a text", () => {
  for (const further of ["        ", "       |", " ", "\t"]) {
    const { license, text } = of("License: Copyright me", `${further}All rights:`, `${further}`);
    assert.deepEqual([license, text], [null, "Copyright me\nAll rights:"]);
  }
  const long = "x".repeat(101);
  assert.deepEqual(of(`License: ${long}`, ...CLASSIFIERS), {
    license: "MIT License, Public Domain",
    text: long,
    files: [],
  });
});

Deno.test("a licence is shown on one line, without what would control a terminal, and not at any length", () => {
  assert.equal(
    of("License-Expression: MIT\u001b[2J\u202e##[error]x").license,
    "MIT [2J # #[error]x",
  );
  assert.equal(of(`License-Expression: ${"M".repeat(10_000)}`).license!.length, 500);
  assert.equal(of(...Array(1001).fill("License-File: a")).files.length, 1000);
});
