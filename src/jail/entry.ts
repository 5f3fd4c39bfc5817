/**
 * HOSTILE ONCE A PROGRAM RUNS. The process that is a jail: its command line is as `jailCommand` has it. From source this is its first
 * file, because Deno looks at everything that a first file may ever load before it runs any of it.
 */
import { start } from "./compile_module.ts";

const started = start(Deno.args[1]);
const { main } = await import("./jail_main.ts");
await main(started);
