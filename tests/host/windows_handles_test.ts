/** What the host keeps of jails that have ended, on Windows: nothing. */
import assert from "node:assert/strict";
import { onlyOn, tryTest } from "../needs.ts";
import { runHonestly } from "../fixtures/supervised.ts";

const JAILS = 6;
const IS_WINDOWS = Deno.build.os === "windows";

/** How many handles this process has. */
function handles(): number {
  const kernel32 = Deno.dlopen("kernel32.dll", {
    GetProcessHandleCount: { parameters: ["usize", "buffer"], result: "i32" },
  });
  const count = new Uint8Array(4);
  const thisProcess = 0xFFFF_FFFF_FFFF_FFFFn;
  assert.notEqual(kernel32.symbols.GetProcessHandleCount(thisProcess, count), 0);
  kernel32.close();
  return new DataView(count.buffer).getUint32(0, true);
}

tryTest({
  name: "a jail that has ended leaves no handle",
  // Wine counts none.
  lacks: IS_WINDOWS && handles() === 0 ? "a Windows that counts handles" : null,
  elsewhere: onlyOn("Windows", "handles of processes"),
  fn: async () => {
    await runHonestly();
    const before = handles();
    for (let jail = 0; jail < JAILS; jail++) await runHonestly();
    const more = handles() - before;
    assert.ok(more < JAILS, `${more} more than ${before}`);
  },
});
