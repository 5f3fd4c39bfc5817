/** TRUSTED. Reads standard input of this process. A console of Windows is read by its own function: others give bytes of an old code page. */
import type { ConsoleInput } from "./console_input.ts";

let consoleInput: ConsoleInput | null = null;

/**
 * The next bytes of standard input, at most so many; null at its end.
 *
 * @param isRaw whether the terminal gives each key as it is pressed, and not lines.
 */
export async function readStandardInput(most: number, isRaw = false): Promise<Uint8Array | null> {
  if (Deno.build.os === "windows" && Deno.stdin.isTerminal()) {
    consoleInput ??= (await import(
      import.meta.resolve("./console_input.ts")
    ) as typeof import("./console_input.ts")).openConsoleInput();
    return await consoleInput.read(most, isRaw);
  }
  const buffer = new Uint8Array(most);
  const count = await Deno.stdin.read(buffer);
  return count === null ? null : buffer.subarray(0, count);
}
