/**
 * HOSTILE ONCE A PROGRAM RUNS. The process that is a jail: its words, as `jailCommand` has them. From source this is its first
 * file, because Deno looks at all that a first file may ever load before it runs any of it.
 */
import { start } from "./start.ts";

const [, maxHeapBytes, walls, lastWord] = Deno.args;
const started = start(Number(maxHeapBytes), lastWord);
const { main } = await import("./main.ts");
await main(started, walls !== "no-walls");
