import assert from "node:assert/strict";
import { encodePack } from "../../src/pack/encode_pack.ts";
import { embeddedEnvironment } from "../../src/pack/own_pack.ts";
import { decodeIndex } from "../../src/pack/pack.ts";

Deno.test("behind its own pack an executable may have an environment, and without one there is none", () => {
  const own = encodePack(0, { "stdlib.zip": new Uint8Array(5000) });
  const index = decodeIndex(own);
  const place = { path: "/bin/pysandbox", offset: 4096, isFile: true };
  assert.equal(embeddedEnvironment({ ...place, length: own.length }, index), null);
  assert.deepEqual(embeddedEnvironment({ ...place, length: own.length + 8192 }, index), {
    ...place,
    offset: 4096 + own.length,
    length: 8192,
  });
});
