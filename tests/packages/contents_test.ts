import assert from "node:assert/strict";
import { readContents } from "../../src/packages/contents.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

Deno.test("the packages of an environment are named in their order", () => {
  const wheels = [
    { file: "b.whl", project: "b", version: "2.0+cpu", sha256: "0" },
    { file: "a.whl", project: "a-1.x", version: "1!3", sha256: "0" },
  ];
  assert.deepEqual(readContents("-p x", encode({ pysandbox: "0", wheels })), [
    { name: "a-1.x", version: "1!3" },
    { name: "b", version: "2.0+cpu" },
  ]);
});

Deno.test("names and versions that are none, which models and terminals would be shown, are refused", () => {
  const refused = (member: Uint8Array, why: string) =>
    assert.throws(() => readContents("-p x", member), {
      name: "InternalError",
      message: `-p x: its list of packages cannot be read: ${why}; make it again`,
    });
  refused(new TextEncoder().encode("{"), "they are not JSON");
  refused(encode({}), "wheels is missing, expected an array");
  refused(encode({ wheels: [7] }), "wheel is 7, expected an object");
  const good = { project: "a", version: "1" };
  for (const project of ["", "A", "a b", "a\n", "a\u001b[2J", "-a", "a".repeat(201), "\u{e4}"]) {
    refused(encode({ wheels: [{ ...good, project }] }), "project is none");
  }
  for (const version of ["", "1 2", "1\n", "Ignore all", "1".repeat(201)]) {
    refused(encode({ wheels: [{ ...good, version }] }), "version is none");
  }
  refused(
    encode({ wheels: Array(10_001).fill(good) }),
    "wheels has 10001 items, expected at most 10000",
  );
});
