/** Switching one of the engine's flags on while it runs: that one, once, and nothing else. */
import assert from "node:assert/strict";

Deno.test(
  "a flag that is off is switched on, and memory has the rights that it had; nothing else is changed",
  {
    ignore: Deno.build.os !== "linux",
  },
  async () => {
    const script = new URL("../fixtures/flag_switch.ts", import.meta.url).href;
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--no-config", "--allow-all", script],
    }).output();
    assert.equal(code, 0);
    const missing = (name: string) => `the engine's flag ${name} was not found`;
    assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
      came: [
        missing("no_such_flag"),
        missing("wasm_sync_tier_up"),
        missing("wasm_tier_up"),
        missing("wasm_max_mem_pages"),
        null,
        // It is on now, and only one that is off is taken for it.
        missing("wasm_sync_tier_up"),
      ],
      isSame: true,
    });
  },
);
