/**
 * Collects the licences of everything in the executable, into `assets/build/notices.txt`, or, with `--print`, on
 * standard output. Needs no network. Fails if something is embedded without a notice.
 */
import { takeInventory } from "./notices/inventory.ts";
import { noticesText } from "./notices/text.ts";

const root = new URL("../../", import.meta.url);
const text = new TextEncoder().encode(noticesText(await takeInventory(root)));
if (Deno.args[0] === "--print") {
  await new Blob([text]).stream().pipeTo(Deno.stdout.writable);
} else {
  const build = new URL("assets/build/", root);
  await Deno.mkdir(build, { recursive: true });
  await Deno.writeFile(new URL("notices.txt", build), text);
}
