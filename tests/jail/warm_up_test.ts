/** What a spare jail warms up before it has a request. */
import assert from "node:assert/strict";
import { saidBySpare } from "../fixtures/spare.ts";

/** No request at all: the jail that reads it ends. */
const NONSENSE = new Uint8Array(5);

/** The numbers of the modules that a jail would load. */
async function loadedBy(isAsked: boolean, isEnough: (numbers: string) => boolean): Promise<string> {
  return await saidBySpare("warming_jail.ts", isEnough, { input: isAsked ? NONSENSE : null });
}

// Where a system cannot tell whether somebody asks, nothing is loaded ahead.
const isLinux = Deno.build.os === "linux";

Deno.test("while nobody asks, the modules with what few programs call are loaded", {
  ignore: !isLinux,
}, async () => {
  assert.equal(await loadedBy(false, (numbers) => numbers.includes("-4;")), "-1;-2;-3;-4;");
});

Deno.test("whoever asks at once does not wait for them", { ignore: !isLinux }, async () => {
  assert.equal(await loadedBy(true, () => false), "");
});
