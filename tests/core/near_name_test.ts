import assert from "node:assert/strict";
import { nearName } from "../../src/core/near_name.ts";

const NAMES = ["code", "id", "session", "timeout", "maxHeap", "maxOutput", "args", "env", "stdin"];

for (
  const [written, meant] of [
    ["tiemout", "timeout"],
    ["timeOut", "timeout"],
    ["max_heap", "maxHeap"],
    ["MAX-OUTPUT", "maxOutput"],
    ["maxheap", "maxHeap"],
    ["sesion", "session"],
    ["argv", "args"],
    ["cod", "code"],
    ["cdoe", "code"],
    ["ID", "id"],
  ] as const
) {
  Deno.test(`'${written}' may be meant as '${meant}'`, () => {
    assert.equal(nearName(written, NAMES), meant);
  });
}

for (const written of ["", "x", "script", "language", "ie", "__proto__", "x".repeat(1_000_000)]) {
  Deno.test(`'${written.slice(0, 20)}' of ${written.length} characters is meant as nothing else`, () => {
    assert.equal(nearName(written, NAMES), null);
  });
}

Deno.test("the nearest of several names is meant", () => {
  assert.equal(nearName("stdiin", ["stdio", "stdin"]), "stdin");
  assert.equal(nearName("stdiin", ["stdin", "stdio"]), "stdin");
});
