/** The judgement of a jail's list of files, without a jail. */
import assert from "node:assert/strict";
import { FileList } from "../../src/host/file_list.ts";
import { MessageError } from "../../src/wire/fields.ts";

const file = (name: string, bytes = 1) => ({ isFolder: false, bytes, name });
const folder = (name: string) => ({ isFolder: true, bytes: 0, name });

function listOf(...entries: ReturnType<typeof file>[]): FileList {
  const list = new FileList();
  for (const entry of entries) list.add(entry);
  return list;
}

function names(list: FileList, mostBytes = 1000, leftOut = 0) {
  const { wanted, refused, exceeded } = list.select(mostBytes, leftOut);
  return { wanted: wanted.map(({ name }) => name), refused, exceeded };
}

Deno.test("an honest list is taken whole, by name, with the numbers that the jail gave", () => {
  const list = listOf(file("b"), folder("a"), file("a/c"), file("\u65e5"));
  const { wanted, refused, exceeded } = list.select(1000, 0);
  assert.deepEqual(wanted.map(({ name, number }) => [name, number]), [
    ...[["a", 1], ["a/c", 2], ["b", 0], ["\u65e5", 3]],
  ]);
  assert.deepEqual([refused, exceeded], [[], []]);
});

Deno.test("of names that are one on some system, the first is taken", () => {
  const same = (other: string) => `on some systems it is the same as '${other}'`;
  assert.deepEqual(names(listOf(file("a"), file("A"), file("b/x"), file("B/y"))), {
    wanted: ["A", "B/y"],
    refused: [`'a': ${same("A")}`, `'b/x': ${same("B")}`],
    exceeded: [],
  });
  assert.deepEqual(names(listOf(file("\u00e4"), file("a\u0308"))), {
    wanted: ["a\u0308"],
    refused: [`'\u00e4': ${same("a\u0308")}`],
    exceeded: [],
  });
});

Deno.test("what exceeds the bytes is left out, and smaller files after it are not", () => {
  const list = listOf(file("a", 600), file("b", 401), file("c", 400));
  assert.deepEqual(names(list), {
    wanted: ["a", "c"],
    refused: [],
    exceeded: ["1 file beyond 1000B (--max-files)"],
  });
});

Deno.test("what the jail has not listed is told", () => {
  assert.deepEqual(names(listOf(file("a")), 1000, 7).exceeded, [
    "7 files beyond 10000, or with names that are longer than 1,024 bytes or not UTF-8",
  ]);
});

Deno.test("refused names are told without what a terminal would obey, and not without end", () => {
  const many = Array.from({ length: 12 }, (_, at) => file(`a${at}\u001b[2J`));
  const { refused } = names(listOf(...many));
  assert.equal(refused.length, 11);
  assert.equal(refused[0], "'a0 [2J': it has a character that is not seen");
  assert.equal(refused[10], "and 2 more");
  const long = names(listOf(file("x".repeat(999)))).refused[0];
  assert.equal(long, `'${"x".repeat(100)}...': a part of it is longer than 255 bytes`);
});

Deno.test("what no file system can have is a lie", () => {
  const cases: [ReturnType<typeof file>[], string][] = [
    [[file("../a")], "It listed the file '../a': it leads out with '..'"],
    [[file("/etc/passwd")], "It listed the file '/etc/passwd': it is absolute"],
    [[file("a"), file("a")], "It listed 'a' twice"],
    [[file("a"), folder("a")], "It listed 'a' twice"],
    [[file("a"), file("a/b")], "It listed 'a' as a file, and files in it"],
    [[file("a/b/c"), file("a/b")], "It listed 'a/b' as a file, and files in it"],
    [
      Array.from({ length: 10_001 }, (_, at) => file(`f${at}`)),
      "It listed more than 10000 files",
    ],
  ];
  for (const [entries, message] of cases) {
    assert.throws(() => listOf(...entries).select(1000, 0), (error: unknown) => {
      assert(error instanceof MessageError);
      assert.equal(error.message, message);
      return true;
    });
  }
});
