/** Which tests are run in other systems, and which of the rest could be but say nothing there. */
import type { System } from "./options.ts";

/** Tests that say something there, in the order in which they run. */
export const SUITE: Readonly<Record<System, readonly string[]>> = {
  // All that is about what Windows answers to Deno; Wine cannot build the wall, and tells no times of other processes.
  windows: [
    ...["core", "wire", "report", "cli", "pack", "walls", "jail", "host", "engine", "repl"],
    ...["vet", "protocols"],
    ...["serve_threads", "serve_sessions", "limits", "language", "streams", "recursion_slow"]
      .map((name) => `e2e/${name}_test.ts`),
  ].map((path) => `tests/${path}`),
  // All that asks something of the kernel or of the processor; an emulated one takes 20 to 80 times as long. The process that is forked
  // into jails does not always warm up in the minute that it has: `pysandbox doctor` tries one.
  arm64: [
    ...["walls", "pack", "jail/mapping_test.ts", "host/meter_test.ts"],
    ...["host/required_walls_test.ts", "attacks/unlocked_test.ts"],
    "e2e/doctor_slow_test.ts",
  ].map((path) => `tests/${path}`),
};
