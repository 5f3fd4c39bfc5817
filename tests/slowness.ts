/** Where a processor is emulated, everything takes many times as long; nothing that is right depends on that. */

/** How many times as long as elsewhere work may take here: `scripts/platforms/` says it. */
export const SLOWNESS = Number(Deno.env.get("PYSANDBOX_TEST_SLOWNESS") ?? "1");
