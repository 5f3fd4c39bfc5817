/** The command: words in, exit status out. The only place that turns errors into a line on stderr. */
import { CommandError, messageOf } from "../core/errors.ts";
import { jailCommand } from "../host/jail_process.ts";
import { EarlyJail, likelyJail } from "./early_jail.ts";
import { say } from "./say.ts";
import { variable } from "./variable.ts";

/** Does what the words ask for. Never throws: whatever goes wrong is one line on stderr and an exit status. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    await using early = await startEarly(words);
    // Loaded while the jail starts: what parses the words is what takes longest to load here.
    const { dispatch } = await import("./dispatch.ts");
    return await dispatch(words, early);
  } catch (error) {
    if (error instanceof CommandError) {
      say(messageOf(error));
      return error.exitCode;
    }
    say(`internal error: ${messageOf(error)}`);
    return 125;
  }
}

/** Spawns the jail that is most likely asked for; null where it looks as if none were. */
async function startEarly(words: readonly string[]): Promise<EarlyJail | null> {
  const likely = likelyJail({
    words,
    variable,
    isTerminal: () => Deno.stdin.isTerminal(),
  });
  if (likely === null) return null;
  if (!Deno.build.standalone) {
    const { ensureAssets } = await import("../host/assets.ts");
    await ensureAssets(say);
  }
  return new EarlyJail(jailCommand(likely.maxHeapBytes, likely.withWalls));
}
