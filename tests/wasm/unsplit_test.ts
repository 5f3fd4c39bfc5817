import assert from "node:assert/strict";
import { type ModuleParts, takeApart } from "../../src/wasm/parts.ts";
import { splitModule } from "../../src/wasm/split.ts";
import { unsplit } from "../../src/wasm/unsplit.ts";
import { LOADER, makeWhole, OWN_FUNCTIONS } from "./whole_module.ts";

const whole = takeApart(makeWhole());

/** Without the encoded entries, which no one but the reader needs. */
function comparable({ exports, elements, ...rest }: ModuleParts): unknown {
  return {
    ...rest,
    exports: exports.map(({ name, kind, index }) => [name, kind, index]),
    elements: elements.map(({ table, slot, functions }) => [table, slot, functions]),
  };
}

Deno.test("whichever functions were in which of three modules, the whole comes back, and who had what", () => {
  for (let at = 0; at < 3 ** OWN_FUNCTIONS; at++) {
    const owners = Array.from({ length: OWN_FUNCTIONS }, (_, n) => Math.floor(at / 3 ** n) % 3);
    const { main, lazy } = splitModule(whole, (index) => owners[index - 1]!, 3, LOADER);
    const again = unsplit(main, lazy);
    assert.deepEqual(comparable(again.whole), comparable(whole), `functions in ${owners}`);
    assert.deepEqual(owners.map((_, n) => again.moduleOf(n + 1)), owners);
  }
});

Deno.test("a split that lacks a module is refused, and so is what is no split", () => {
  const { main, lazy } = splitModule(whole, (index) => index % 2, 2, LOADER);
  assert.throws(() => unsplit(main, lazy.slice(1)), {
    message: "The split has an unknown function 1",
  });
  assert.throws(() => unsplit(makeWhole(), []), {
    message: "The split has an unknown function 1",
  });
});
