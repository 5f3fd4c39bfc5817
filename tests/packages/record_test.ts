/** RECORD: each file of a wheel has to be in it, once, and be what it says. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { checkRecord } from "../../src/packages/record.ts";
import { readWheel } from "../../src/packages/wheel.ts";
import { recorded, wheel, type WheelFiles, zip } from "./make_wheel.ts";

const FILE = "p-1-py3-none-any.whl";
const INFO = "p-1.dist-info";
const GOOD: WheelFiles = {
  "p.py": "x = 1\n",
  'odd, "name".txt': "",
  [`${INFO}/METADATA`]: "Name: p\nVersion: 1\n",
  [`${INFO}/WHEEL`]: "Wheel-Version: 1.0\n",
};

/** Asserts that a wheel is refused with its RECORD as `change` leaves it. */
function assertRefused(change: (record: string) => string, message: string): void {
  const files = recorded("p", "1", GOOD);
  const record = change(files[`${INFO}/RECORD`] as string);
  assert.throws(() => readWheel(FILE, zip({ ...files, [`${INFO}/RECORD`]: record })), {
    name: "PackageError",
    message: `${FILE}: ${message}`,
  });
}

function digest(algorithm: string, contents = "x = 1\n"): string {
  return `${algorithm}=${createHash(algorithm).update(contents).digest("base64url")}`;
}

Deno.test("a wheel is read whose files are what its RECORD says", () => {
  const files = readWheel(FILE, zip(recorded("p", "1", GOOD)));
  assert.equal(new TextDecoder().decode(files.get("p.py")), "x = 1\n");
  assert.ok(files.has('odd, "name".txt'));
});

Deno.test("stronger digests, lines that end as on Windows, and a size that is left out are as good", () => {
  for (const algorithm of ["sha384", "sha512"]) {
    const files = recorded("p", "1", GOOD);
    const record = (files[`${INFO}/RECORD`] as string)
      .replace(/^p\.py,.*$/m, `p.py,${digest(algorithm)},`).replaceAll("\n", "\r\n");
    readWheel(FILE, zip({ ...files, [`${INFO}/RECORD`]: record }));
  }
});

Deno.test("signatures need no row", () => {
  const files = recorded("p", "1", GOOD);
  readWheel(FILE, zip({ ...files, [`${INFO}/RECORD.jws`]: "{}", [`${INFO}/RECORD.p7s`]: "" }));
});

Deno.test("a file that RECORD does not list is refused", () => {
  assertRefused((record) => record.replace(/^p\.py.*\n/m, ""), "RECORD does not list 'p.py'");
  const files = { ...recorded("p", "1", GOOD), "q.py": "" };
  assert.throws(() => readWheel(FILE, zip(files)), /RECORD does not list 'q\.py'$/);
});

Deno.test("a row for a file that is not there is refused", () => {
  const row = `gone.py,${digest("sha256")},6\n`;
  assertRefused((record) => record + row, "RECORD lists 'gone.py', which is not there");
});

Deno.test("a file that is not what RECORD says is refused, by digest and by size", () => {
  const row = (text: string) => (record: string) => record.replace(/^p\.py,.*$/m, text);
  assertRefused(row(`p.py,${digest("sha256", "x = 2\n")},6`), "'p.py' is not what RECORD says");
  assertRefused(row(`p.py,${digest("sha256")},7`), "'p.py' is not what RECORD says");
});

Deno.test("two rows for one file are refused, even where they agree", () => {
  const row = `p.py,${digest("sha256")},6\n`;
  assertRefused((record) => record + row, "RECORD lists 'p.py' twice");
});

Deno.test("no digest, a weak one, and one that nobody knows are refused", () => {
  const row = (text: string) => (record: string) => record.replace(/^p\.py,.*$/m, `p.py,${text},6`);
  const expected = "expected one of sha256, sha384, sha512";
  for (const text of ["", digest("md5"), digest("sha1"), "crc=1", "sha256"]) {
    assertRefused(row(text), `RECORD has the digest '${text}' of 'p.py'; ${expected}`);
  }
});

Deno.test("a RECORD that is none, or is missing, is refused", () => {
  assertRefused(() => "p.py\n", "RECORD has a row of 1 fields; expected path, digest, size");
  assertRefused(() => '"p.py,x,1\n', "RECORD is damaged");
  assert.throws(() => readWheel(FILE, zip(GOOD)), { message: `${FILE}: it has no RECORD` });
});

Deno.test("a RECORD with hundreds of thousands of quotes or commas takes no longer than its bytes", () => {
  const began = performance.now();
  for (
    const [text, message] of [
      [`"${'""'.repeat(400_000)}`, "RECORD is damaged"],
      [`"${'""'.repeat(400_000)}"`, "RECORD has a row of 1 fields; expected path, digest, size"],
      [",".repeat(400_000), "RECORD has a row of 400001 fields; expected path, digest, size"],
      ["x".repeat(33 * 1024 * 1024), "its RECORD is too long"],
    ] as const
  ) {
    const files = new Map([[`${INFO}/RECORD`, new TextEncoder().encode(text)]]);
    assert.throws(() => checkRecord(files, INFO), { message });
  }
  assert.ok(performance.now() - began < 10_000);
});

Deno.test("metadata has to be in one folder, and of the wheel's name and format", () => {
  const refused = (files: WheelFiles, message: string, file = FILE) =>
    assert.throws(() => readWheel(file, zip(files)), { message: `${file}: ${message}` });
  refused({ "p.py": "" }, "expected one folder *.dist-info; it has 0");
  const other = { "q-1.dist-info/METADATA": "" };
  refused({ ...GOOD, ...other }, "expected one folder *.dist-info; it has 2");
  refused(recorded("p", "1", GOOD), `its metadata is in '${INFO}'`, "q-1-py3-none-any.whl");
  for (const [text, version] of [["", "none"], ["Wheel-Version: 2.0\n", "2.0"]] as const) {
    const files = recorded("p", "1", { ...GOOD, [`${INFO}/WHEEL`]: text });
    refused(files, `expected a wheel of version 1.0; got ${version}`);
  }
  readWheel("P-1-py3-none-any.whl", wheel("p", "1", {}));
});
