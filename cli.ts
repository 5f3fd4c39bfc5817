/**
 * The entry: a command of the user, or, with a word that nobody types, the jail or the linker. Each loads only what is its own. From
 * source, Deno reads all modules that a first file may ever load before it runs any of them, but those that `import()` does not name
 * in a plain string. So modules that most starts do not need, or not before the jail is spawned, are named by `import.meta.resolve()`.
 */
import { JAIL_WORD } from "./src/core/jail_word.ts";
import { LINK_WORD } from "./src/core/link_word.ts";

if (Deno.args[0] === JAIL_WORD) {
  await import(import.meta.resolve("./src/jail/entry.ts")) as typeof import("./src/jail/entry.ts");
} else if (Deno.args[0] === LINK_WORD) {
  await import(import.meta.resolve("./src/link/entry.ts")) as typeof import("./src/link/entry.ts");
} else {
  const { main } = await import("./src/cli/main.ts");
  Deno.exit(await main(Deno.args));
}
