/** The entry: a command of the user, or, with a word that nobody types, the jail. Each loads only what is its own. */
import { JAIL_WORD } from "./src/core/jail_word.ts";

if (Deno.args[0] === JAIL_WORD) {
  const { start } = await import("./src/jail/start.ts");
  const started = start(Number(Deno.args[1]), Deno.args[3]);
  const { main } = await import("./src/jail/main.ts");
  await main(started, Deno.args[2] !== "no-walls");
} else {
  const { main } = await import("./src/cli/main.ts");
  Deno.exit(await main(Deno.args));
}
