import assert from "node:assert/strict";
import { matchesGlob } from "../../src/core/globs.ts";

const CASES: [pattern: string, matching: string[], others: string[]][] = [
  ["*.png", ["a.png", ".png"], ["a.svg", "d/a.png", "a.png.gz", "apng"]],
  ["**", ["a", "d/e/f"], []],
  ["out/**", ["out/a", "out/d/a"], ["a", "outer/a", "d/out/a"]],
  ["**/a.txt", ["a.txt", "d/a.txt", "d/e/a.txt"], ["b.txt", "d/ba.txt"]],
  ["a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["z", "a/b", "a/z/y"]],
  ["**/b/**/d", ["b/d", "a/b/c/b/d"], ["b", "d/b"]],
  ["d/*", ["d/a"], ["d", "d/e/a"]],
  ["?.txt", ["a.txt", "\u00e4.txt", "\u{1f600}.txt"], ["ab.txt", ".txt"]],
  ["a*b*c", ["abc", "axxbyyc", "abbc"], ["ab", "acb", "abcd"]],
  ["[a].txt", ["[a].txt"], ["a.txt"]],
  ["a+(b)", ["a+(b)"], ["aab"]],
  ["a**b", ["ab", "axb"], ["a/b"]],
];

Deno.test("patterns mean the paths that they mean in .gitignore", () => {
  for (const [pattern, matching, others] of CASES) {
    for (const path of matching) assert(matchesGlob(pattern, path), `${pattern} ${path}`);
    for (const path of others) assert(!matchesGlob(pattern, path), `not ${pattern} ${path}`);
  }
});

Deno.test("no path makes a pattern take long", () => {
  const began = performance.now();
  assert(!matchesGlob(`${"*a".repeat(500)}b`, "a".repeat(1024)));
  assert(!matchesGlob(`${"**/a/".repeat(200)}b`, "a/".repeat(511) + "a"));
  assert(performance.now() - began < 1000);
});
