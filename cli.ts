/** The entry: a command of the user, or, with a word that nobody types, the jail. Each loads only what is its own. */
import { JAIL_WORD } from "./src/core/jail_word.ts";

if (Deno.args[0] === JAIL_WORD) {
  await import("./src/jail/entry.ts");
} else {
  const { main } = await import("./src/cli/main.ts");
  Deno.exit(await main(Deno.args));
}
