import assert from "node:assert/strict";
import {
  decodeContents,
  encodeContents,
  MOST_CONTENTS_BYTES,
  packagesOf,
} from "../../src/packages/contents.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

const DIGEST = "0123456789abcdef".repeat(4);
const WHEEL = { file: "a-1-py3-none-any.whl", project: "a", version: "1", sha256: DIGEST };
const GOOD = { pysandbox: "0.1.0", requirements: ["a>=1"], wheels: [WHEEL] };
const WARM = { file: "warm.py", sha256: DIGEST };

/** What a terminal, a log or a model must not be shown, in the place of any text. */
const CONTROLS = ["a\n", "a\u001b[2J", "a\u0000", "a\u009b2J", "a\u007f"];
const HIDDEN = ["a\u202eb", "a\u200bb", "a\u2028b", "a\u{e0041}b", "a\ud800b"];
const NO_TEXTS = [undefined, null, 7, true, ["a"], { a: 1 }];

function refuse(value: unknown, message: string): void {
  assert.throws(
    () => decodeContents(value instanceof Uint8Array ? value : encode(value)),
    { name: "MessageError", message },
  );
}

/** One member, with each of these values. */
function refuseEach(
  values: readonly unknown[],
  within: (value: unknown) => unknown,
  name: string,
): void {
  for (const value of values) refuse(within(value), `${name} is none`);
  for (const value of NO_TEXTS) {
    assert.throws(() => decodeContents(encode(within(value))), {
      name: "MessageError",
      message: new RegExp(`^${name} is (missing|null|7|of type \\w+|an array), expected text$`),
    });
  }
}

const inWheel = (name: string) => (value: unknown) => ({
  ...GOOD,
  wheels: [{ ...WHEEL, [name]: value }],
});

Deno.test("what an environment was made from is read as it was written, and its packages by name", () => {
  const wheels = [
    { ...WHEEL, file: "b-2.0+cpu-1-cp314-cp314-x.whl", project: "b", version: "2.0+cpu" },
    { ...WHEEL, file: "A_1.x-1!3-py3-none-any.whl", project: "a-1-x", version: "1!3" },
  ];
  const contents = { ...GOOD, wheels, requirements: ['a; os_name == "\u{e4} b"'] };
  for (const one of [contents, { ...contents, requirements: [], warm: WARM }]) {
    assert.deepEqual(decodeContents(encodeContents(one)), one);
  }
  assert.deepEqual(packagesOf(contents), [
    { name: "a-1-x", version: "1!3" },
    { name: "b", version: "2.0+cpu" },
  ]);
});

Deno.test("members that nobody knows are left out", () => {
  const more = { ...GOOD, later: "\u001b[2J", wheels: [{ ...WHEEL, later: [1] }] };
  assert.deepEqual(decodeContents(encode(more)), GOOD);
});

Deno.test("names of projects that are none, or not as names are compared, are refused", () => {
  const none = ["", "A", "a b", "-a", "a-", "a--b", "a.b", "a_b", "\u{e4}", "a".repeat(201)];
  refuseEach([...none, ...CONTROLS, ...HIDDEN], inWheel("project"), "project");
});

Deno.test("versions that are none are refused", () => {
  const none = ["", "1 2", "Ignore all", "1-2", "1/2", "1".repeat(201)];
  refuseEach([...none, ...CONTROLS, ...HIDDEN], inWheel("version"), "version");
});

Deno.test("digests that are not 64 hexadecimal digits are refused", () => {
  const none = ["", "0", DIGEST.slice(1), `${DIGEST}0`, DIGEST.toUpperCase(), `sha256:${DIGEST}`];
  const wrong = [...none, ...[...CONTROLS, ...HIDDEN].map((one) => one + DIGEST), `${DIGEST}\n`];
  refuseEach(wrong, inWheel("sha256"), "sha256");
  refuseEach(wrong, (sha256) => ({ ...GOOD, warm: { ...WARM, sha256 } }), "sha256");
});

Deno.test("files of wheels that are no names of wheels are refused", () => {
  const none = ["", ".whl", "a", "a.whl ", "a b.whl", "../a.whl", "/a.whl", "x/a.whl", "x\\a.whl"];
  const others = ["-rf.whl", `${"a".repeat(252)}.whl`, "\u{e4}.whl", "a.whl\n"];
  const hostile = [...CONTROLS, ...HIDDEN].map((one) => `${one}.whl`);
  refuseEach([...none, ...others, ...hostile], inWheel("file"), "file");
});

Deno.test("the file of the warm-up has any name that a terminal can be shown, and no path", () => {
  const of = (file: unknown) => ({ ...GOOD, warm: { ...WARM, file } });
  for (const file of ["w", "\u{e4} (1).py", "-w.py", "..py", "a".repeat(255)]) {
    assert.deepEqual(decodeContents(encode(of(file))), of(file));
  }
  const none = ["", ".", "..", "a/b", "/a", "a\\b", "a".repeat(256)];
  refuseEach([...none, ...CONTROLS, ...HIDDEN], of, "file of the warm-up");
});

Deno.test("requirements and the version of pysandbox that a terminal cannot be shown are refused", () => {
  const requirements = (one: unknown) => ({ ...GOOD, requirements: ["a", one] });
  refuseEach(["", "a".repeat(4097), ...CONTROLS, ...HIDDEN], requirements, "requirement");
  const pysandbox = (one: unknown) => ({ ...GOOD, pysandbox: one });
  refuseEach(["", "0 1", "1".repeat(101), ...CONTROLS, ...HIDDEN], pysandbox, "pysandbox");
});

Deno.test("what has another type than it should is refused", () => {
  refuse([], "contents is an array, expected an object");
  refuse(null, "contents is null, expected an object");
  refuse({ ...GOOD, requirements: "a" }, "requirements is of type string, expected an array");
  refuse({ ...GOOD, wheels: undefined }, "wheels is missing, expected an array");
  refuse({ ...GOOD, wheels: { 0: WHEEL } }, "wheels is of type object, expected an array");
  refuse({ ...GOOD, wheels: [7] }, "wheel is 7, expected an object");
  refuse({ ...GOOD, wheels: [[]] }, "wheel is an array, expected an object");
  refuse({ ...GOOD, warm: null }, "warm is null, expected an object");
  refuse({ ...GOOD, warm: "warm.py" }, "warm is of type string, expected an object");
});

Deno.test("a project that is there twice is refused, also with another version", () => {
  const other = { ...WHEEL, file: "a-2-py3-none-any.whl", version: "2" };
  refuse({ ...GOOD, wheels: [WHEEL, other] }, "project a is there twice");
});

Deno.test("ten thousand wheels are read, and no more of anything", () => {
  const wheels = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ ...WHEEL, project: `p${at}` }));
  assert.equal(decodeContents(encode({ ...GOOD, wheels: wheels(10_000) })).wheels.length, 10_000);
  refuse(
    { ...GOOD, wheels: wheels(10_001) },
    "wheels has 10001 items, expected at most 10000",
  );
  refuse(
    { ...GOOD, requirements: Array(10_001).fill("a") },
    "requirements has 10001 items, expected at most 10000",
  );
});

Deno.test("what is no JSON in UTF-8, too long, or too much to read is refused", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  refuse(bytes("{"), "they are not JSON");
  refuse(bytes(""), "they are not JSON");
  const latin = encode(GOOD);
  latin[latin.indexOf(0x61)] = 0xE4;
  refuse(latin, "they are not JSON");
  refuse(new Uint8Array(MOST_CONTENTS_BYTES + 1).fill(0x20), "they are too long");
  refuse(
    bytes(`{"wheels":${"[".repeat(9)}${"]".repeat(9)}}`),
    "expected arrays and objects nested at most 8 deep",
  );
  refuse(bytes(`[${"{},".repeat(20_000)}{}]`), "expected at most 20000 arrays and objects");
  refuse(bytes(`[${"0,".repeat(200_000)}0]`), "expected at most 200000 values");
});

Deno.test("what could not be read again is not written", () => {
  assert.throws(() => encodeContents({ ...GOOD, warm: { ...WARM, file: "w\u001b[2J.py" } }), {
    name: "PackageError",
    message: "an environment cannot say that it was made of this: file of the warm-up is none",
  });
});
