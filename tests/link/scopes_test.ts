import assert from "node:assert/strict";
import { LinkError } from "../../src/link/link_error.ts";
import type { Placed } from "../../src/link/place.ts";
import { Scopes } from "../../src/link/scopes.ts";
import { SYMBOLS } from "./side_modules.ts";

const FUNCTION = 0;

/** A placed module, as far as scopes look at it: its functions have consecutive indexes from `first` on. */
function placed(
  path: string,
  needed: readonly string[],
  names: readonly string[],
  first: number,
): Placed {
  const exports = new Map(names.map((name, index) => [name, { kind: FUNCTION, index }]));
  const side = { path, needed, exports, functionImports: [], globalImports: [], globals: [] };
  return { side, firstFunction: first } as unknown as Placed;
}

Deno.test("many modules with many names, of which each needs all that come before it, take no time", () => {
  const [modules, names] = [300, 1000];
  const all = Array.from({ length: modules }, (_, at) =>
    placed(
      `lib${at}.so`,
      at === 0 ? [] : [`lib${at - 1}.so`],
      Array.from({ length: names }, (_, name) => `f${at}_${name}`),
      at * names,
    ));
  const scopes = new Scopes(SYMBOLS, all);
  const began = performance.now();
  for (const [at, one] of all.entries()) {
    assert.equal(scopes.needed(one).length, at);
    for (let name = 0; name < names; name++) {
      const of = at * 7 % (at + 1);
      assert.deepEqual(scopes.find(one, `f${of}_${name}`), {
        kind: "function",
        index: of * names + name,
      });
      assert.equal(scopes.find(one, `f${at + 1}_${name}`), null);
    }
  }
  const took = performance.now() - began;
  assert.ok(took < 20_000, `${took} ms`);
});

Deno.test("what a name means does not depend on how it is looked for: the first library that has it, in the order of need", () => {
  const all = [
    placed("a.so", ["b.so", "c.so"], ["own", "mine"], 0),
    placed("b.so", [], ["far"], 10),
    placed("c.so", ["d.so"], ["near", "far"], 20),
    placed("d.so", ["a.so"], ["near", "mine"], 30),
    ...Array.from({ length: 9 }, (_, at) => placed(`x${at}.so`, [], ["near", "far", "own"], 100)),
  ];
  const scopes = new Scopes(SYMBOLS, all);
  const [a] = all as [Placed];
  const index = (name: string) => (scopes.find(a, name) as { index: number }).index;
  assert.deepEqual(scopes.needed(a).map(({ side }) => side.path), ["b.so", "c.so", "d.so"]);
  assert.deepEqual(["near", "far", "own", "mine"].map(index), [20, 10, 0, 31]);
});

Deno.test("modules that name each other so that it would take for ever are refused", () => {
  // Each name is in half of the modules, and in none of those that a module needs first.
  const half = 400;
  const names = Array.from({ length: 200 }, (_, name) => `f${name}`);
  const empty = Array.from({ length: half }, (_, at) => placed(`e${at}.so`, [], [], 0));
  const full = Array.from(
    { length: 2 * half },
    (_, at) => placed(`f${at}.so`, empty.map(({ side }) => side.path), names, 0),
  );
  const scopes = new Scopes(SYMBOLS, [...empty, ...full]);
  assert.throws(() => {
    for (const one of full) for (const name of names) scopes.find(one, name);
  }, (error: unknown) => {
    assert.ok(error instanceof LinkError);
    assert.match(
      error.message,
      /^f\d+\.so: it takes too long to find what it and the modules before it need$/,
    );
    return true;
  });
});
