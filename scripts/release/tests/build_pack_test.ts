/** Where the pack goes in the executable of each system. */
import assert from "node:assert/strict";
import { withPack } from "../build/pack.ts";
import { findTarget, TARGETS } from "../build/targets.ts";
import { decodeFooter, PACK_FOOTER_BYTES } from "../../../src/pack/pack.ts";

const PACK = new Uint8Array(8192).fill(0xEE);

Deno.test("on Linux the pack is appended, beside what Deno has embedded", () => {
  const executable = new TextEncoder().encode("an executable with a .note.sui\0");
  for (const name of ["linux-x64", "linux-arm64"]) {
    const joined = withPack(executable, PACK, findTarget(name));
    assert.deepEqual(joined.slice(0, executable.length), executable);
    assert.equal(decodeFooter(joined.slice(-PACK_FOOTER_BYTES)), PACK.length);
  }
});

Deno.test("elsewhere, where it is embedded, the executable stays as Deno has made and signed it", () => {
  const executable = new TextEncoder().encode("an executable with a .note.sui\0");
  for (const target of TARGETS.filter(({ os }) => os !== "linux")) {
    assert.equal(withPack(executable, PACK, target), executable);
  }
});

Deno.test("an executable that is laid out in an unknown way is refused, not made without its pack", () => {
  const executable = new TextEncoder().encode("an executable of some other Deno, of some length");
  assert.throws(() => withPack(executable, PACK, findTarget("linux-x64")), {
    name: "BuildError",
    message: `Deno ${Deno.version.deno} lays out executables for linux-x64 in a way that ` +
      "src/pack/deno_part.ts does not know; expected Deno's part at the end, or in an ELF note",
  });
});
