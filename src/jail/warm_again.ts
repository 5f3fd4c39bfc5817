/**
 * HOSTILE ONCE A PROGRAM RUNS. Runs the program again that has warmed an environment up, in a jail that waits for a request: the image has
 * what that left in memory, and not what the engine compiled for it. It is a program like others, so it runs behind all walls. Nothing of
 * it is left: Python's memory becomes what it was, and whoever makes an environment has tried that it leaves nothing else.
 */
import type { Pack } from "./open_pack.ts";
import { executeSilently, type Jail } from "./execute.ts";
import { keepFiles } from "./keep_files.ts";
import { openMemoryCopy } from "./memory_copy.ts";

/** Of a larger memory the copy would cost more than is gained. */
const MOST_BYTES = 128 * 1024 * 1024;

/** How long to wait for a request before, in milliseconds. */
const REQUEST_MS = 10;

/**
 * Takes what that needs, while there is still a permission to.
 *
 * @returns warms a jail up; null where the environment has no such program, or the system no way to do this.
 */
export function openWarmAgain(pack: Pack): ((jail: Jail) => void) | null {
  const source = pack.find("warm_again.py")?.bytes().slice() ?? null;
  if (source === null) return null;
  const copy = openMemoryCopy();
  if (copy === null) return null;
  return (jail) => {
    const { module, channel } = jail;
    if (module.HEAPU8.length <= MOST_BYTES && !channel.hasInput(REQUEST_MS)) {
      runAgain(jail, source, copy);
    }
    copy.free();
  };
}

function runAgain(
  jail: Jail,
  source: Uint8Array,
  copy: NonNullable<ReturnType<typeof openMemoryCopy>>,
): void {
  const { module, channel, budget, entropy, lazyModules } = jail;
  copy.take(module.HEAPU8);
  const restoreFiles = keepFiles(module);
  const variables = lazyModules.variables();
  budget.atMostThis(() => channel.silentlyUntilAsked(() => executeSilently(jail, source)));
  copy.restore(module.HEAPU8);
  // Where it has left the interpreter at once, the native stack is as it was then.
  lazyModules.restoreVariables(variables);
  restoreFiles();
  entropy.rest();
}
