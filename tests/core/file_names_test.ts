import assert from "node:assert/strict";
import { foldedPath, pathProblem, portabilityProblem } from "../../src/core/file_names.ts";

Deno.test("a path that leads down, and nowhere else, is one", () => {
  for (
    const path of ["a", "a/b.txt", "..a", "a..", ".hidden", "a b", "\u00e4/\u65e5\u672c", "..."]
  ) {
    assert.equal(pathProblem(path), null, path);
  }
});

Deno.test("a path that leads elsewhere, or is written in a way of its own, is none", () => {
  const cases: Record<string, string> = {
    "": "it is empty",
    "a\0b": "it has a NUL in it",
    "/a": "it is absolute",
    "/": "it is absolute",
    "..": "it leads out with '..'",
    "../a": "it leads out with '..'",
    "a/../../b": "it leads out with '..'",
    ".": "it has '.', '//' or an ending '/' in it",
    "./a": "it has '.', '//' or an ending '/' in it",
    "a//b": "it has '.', '//' or an ending '/' in it",
    "a/": "it has '.', '//' or an ending '/' in it",
  };
  for (const [path, problem] of Object.entries(cases)) assert.equal(pathProblem(path), problem);
});

Deno.test("names that each system can have are taken", () => {
  const names = [
    "a.txt",
    "console",
    "com",
    "com10",
    "lpt",
    "a.con",
    "nul1",
    ".gitignore",
    "x".repeat(255),
  ];
  for (const name of names) assert.equal(portabilityProblem(name), null, name);
});

Deno.test("names that some system cannot have, or takes for another, are told by what is wrong", () => {
  const device = "it is the name of a device on Windows";
  const end = "Windows drops a dot or space at the end of a name";
  const unseen = "it has a character that is not seen";
  const allows = (character: string) => `Windows allows no '${character}' in a name`;
  const cases: Record<string, string> = {
    "CON": device,
    "con": device,
    "Aux.txt": device,
    "NUL.tar.gz": device,
    "con .txt": device,
    "COM1": device,
    "lpt9.log": device,
    "COM\u00b9": device,
    "conin$": device,
    "a/prn/b": device,
    "C:": allows(":"),
    "C:\\a": allows(":"),
    "a:stream": allows(":"),
    "a\\b": allows("\\"),
    "..\\a": allows("\\"),
    "a*": allows("*"),
    'a"': allows('"'),
    "a|b": allows("|"),
    "a<b>": allows("<"),
    "why?": allows("?"),
    "a.": end,
    "a ": end,
    "...": end,
    "a./b": end,
    " a": "it begins with a space",
    "a\nb": unseen,
    "a\u001b[2J": unseen,
    "a\u202eb": unseen,
    "a\u200bb": unseen,
    "a\u2028b": unseen,
    ["x".repeat(256)]: "a part of it is longer than 255 bytes",
    ["\u00e4".repeat(128)]: "a part of it is longer than 255 bytes",
  };
  for (const [path, problem] of Object.entries(cases)) {
    assert.equal(portabilityProblem(path), problem, JSON.stringify(path));
  }
});

Deno.test("names that are one on some system fold to the same", () => {
  const pairs = [
    ["README", "readme"],
    ["\u00c4", "\u00e4"],
    ["a\u0308", "\u00e4"],
    ["A\u0308", "\u00e4"],
    ["\u212a", "k"],
    ["\u017f", "s"],
    ["stra\u00dfe", "STRASSE"],
    ["\u03c2", "\u03c3"],
  ];
  for (const [some, other] of pairs) assert.equal(foldedPath(some!), foldedPath(other!));
  assert.notEqual(foldedPath("a"), foldedPath("b"));
  assert.notEqual(foldedPath("a"), foldedPath("\u00e4"));
});
