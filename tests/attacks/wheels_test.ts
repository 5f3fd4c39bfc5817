/** Attacks by wheels on whoever makes an environment of them: none is more than one line, and nothing is written. */
import assert from "node:assert/strict";
import { readHeaders, readWheel } from "../../src/packages/wheel.ts";
import { type Around, type HostileEntry, hostileZip } from "../packages/hostile_zip.ts";
import { recorded, type WheelFiles, zip } from "../packages/make_wheel.ts";

const FILE = "p-1-py3-none-any.whl";
const INFO = "p-1.dist-info";
const META: WheelFiles = {
  [`${INFO}/METADATA`]: "Name: p\nVersion: 1\n",
  [`${INFO}/WHEEL`]: "Wheel-Version: 1.0\n",
};

/** A wheel with further entries, of which only what is right is in its RECORD. */
function withEntries(
  entries: readonly HostileEntry[],
  around: Around = {},
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const listed = Object.fromEntries(entries.map(({ name, bytes }) => [name, bytes ?? ""]));
  const record = recorded("p", "1", { ...META, ...listed })[`${INFO}/RECORD`] as string;
  const own = Object.entries({ ...META, [`${INFO}/RECORD`]: record }).map(([name, text]) => ({
    name,
    bytes: encoder.encode(text as string),
  }));
  return hostileZip([...own, ...entries], around);
}

function assertRefused(wheel: Uint8Array<ArrayBuffer>, message: string): void {
  const began = performance.now();
  assert.throws(() => readWheel(FILE, wheel), {
    name: "PackageError",
    message: `${FILE}: ${message}`,
  });
  assert.ok(performance.now() - began < 10_000, message);
}

const bytes = new TextEncoder().encode("x = 1\n");

Deno.test("paths that lead elsewhere on any system are refused", () => {
  for (
    const path of [
      ...[
        "../p.py",
        "a/../../p.py",
        "/etc/p.py",
        "//server/share/p.py",
        "a\\p.py",
        "..\\p.py",
        "C:/p.py",
      ],
      ...["c:p.py", "a//p.py", "./p.py", "a/./p.py", "a/\0.py", "a\n.py", "a\x1b[31m.py"],
      ...[`${"d/".repeat(600)}p.py`, `${"n".repeat(300)}.py`],
    ]
  ) {
    assertRefused(
      withEntries([{ name: path, bytes }]),
      `it has a file with the path ${JSON.stringify(path)}`,
    );
  }
  assertRefused(
    withEntries([{ name: `p-1.data/purelib/p.py`, bytes }, { name: "p.py", bytes }]),
    "it has 'p.py' twice",
  );
  // What Python's own reader takes for a name in another encoding.
  const odd = withEntries([{ name: "\u00ff.py", bytes }]);
  odd.forEach((byte, at) => {
    if (byte === 0xC3 && odd[at + 1] === 0xBF) odd[at] = 0xFF;
  });
  assertRefused(odd, "it has a file name that is not UTF-8");
});

Deno.test("names that only some systems tell apart, or cannot have, stay in the archive: nothing is unpacked onto a disk", () => {
  const names = [
    "A.py",
    "a.py",
    "con.py",
    "aux/x.py",
    "x.py ",
    "__proto__/x.py",
    "constructor.py",
    "e\u0301.py",
    "\u00e9.py",
  ];
  const files = readWheel(FILE, withEntries(names.map((name) => ({ name, bytes }))));
  for (const name of names) assert.deepEqual(files.get(name), bytes, name);
});

Deno.test("links, encrypted files and other ways of packing are refused", () => {
  assertRefused(
    withEntries([{ name: "p.py", bytes: new TextEncoder().encode("/etc/passwd"), mode: 0o120777 }]),
    "'p.py' is a link",
  );
  assertRefused(withEntries([{ name: "p.py", bytes, flags: 1 }]), "'p.py' cannot be read");
  for (const method of [1, 9, 12, 14, 93]) {
    assertRefused(
      withEntries([{ name: "p.py", bytes, method }]),
      "'p.py' is damaged, or packed in another way",
    );
  }
});

Deno.test("sizes that lie are found out without more memory than they announce", () => {
  const zeros = new Uint8Array(64 * 1024 * 1024);
  const damaged = "'p.py' is damaged, or packed in another way";
  assertRefused(withEntries([{ name: "p.py", bytes: zeros, isDeflated: true, size: 6 }]), damaged);
  assertRefused(withEntries([{ name: "p.py", bytes, isDeflated: true, size: 7 }]), damaged);
  assertRefused(withEntries([{ name: "p.py", bytes, size: 5 }]), damaged);
  assertRefused(
    withEntries([{ name: "p.py", bytes, isDeflated: true, size: 0xFFFFFFFF }]),
    "its files have more than 1073741824 bytes",
  );
  const many = Array.from(
    { length: 300 },
    (_, at) => ({ name: `${at}.py`, size: 4 * 1024 * 1024 }),
  );
  assertRefused(withEntries(many), "its files have more than 1073741824 bytes");
});

Deno.test("files that share their contents, or have two names, are refused", () => {
  const shared = Array.from({ length: 1000 }, (_, at) => (
    { name: `${at}.py`, bytes, ...(at > 0 && { contentsOf: 4 }) }
  ));
  assertRefused(
    withEntries([{ name: "p.py", bytes }, ...shared]),
    "'1.py' has another name where its contents are",
  );
  assertRefused(
    withEntries([{ name: "p.py", localName: "q.py", bytes }]),
    "'p.py' has another name where its contents are",
  );
});

Deno.test("an archive that two readers would read as two is refused", () => {
  const good = withEntries([{ name: "p.py", bytes }]);
  readWheel(FILE, good);
  const inner = hostileZip([{ name: "other.py", bytes }]);
  // A second archive behind the first, in its comment, and in front of it.
  assertRefused(
    withEntries([{ name: "p.py", bytes }], { comment: inner }),
    "its directory is damaged",
  );
  assertRefused(
    withEntries([{ name: "p.py", bytes }], { comment: new Uint8Array(9), announcedComment: 0 }),
    "it is no zip archive",
  );
  const both = new Uint8Array([...inner, ...good]);
  assertRefused(both, "its directory is damaged");
  for (
    const around of [{ gap: new Uint8Array(7) }, { count: 3 }, { count: 9 }]
  ) {
    assertRefused(withEntries([{ name: "p.py", bytes }], around), "its directory is damaged");
  }
  assertRefused(withEntries([], { count: 0xFFFF }), "it is too large");
  assertRefused(new Uint8Array(0), "it is no zip archive");
  assertRefused(new Uint8Array(100_000).fill(0x50), "it is no zip archive");
});

Deno.test("metadata that is too long is refused before it is read", () => {
  const refused = (files: WheelFiles, message: string) =>
    assert.throws(() => readHeaders(FILE, zip(files)), { message: `${FILE}: ${message}` });
  const path = `${INFO}/METADATA`;
  const long = hostileZip([{
    name: path,
    bytes: new Uint8Array(20 * 1024 * 1024),
    isDeflated: true,
  }]);
  assert.throws(() => readHeaders(FILE, long), { message: `${FILE}: its METADATA is too long` });
  const headers = hostileZip([{
    name: path,
    bytes: new Uint8Array(300_000).fill(0x61),
    isDeflated: true,
  }]);
  assert.throws(() => readHeaders(FILE, headers), {
    message: `${FILE}: its METADATA has headers that are too long`,
  });
  refused({ [`${INFO}/WHEEL`]: "" }, "it has no METADATA");
  assert.equal(readHeaders(FILE, zip({ [path]: "Name: p\n\nRequires-Dist: q\n" })), "Name: p");
});
