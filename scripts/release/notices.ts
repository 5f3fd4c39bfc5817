/**
 * Collects the licences of all that the executable contains: `assets/build/notices.txt`, or, with `--print`, standard
 * output. Needs no network. Fails where something is embedded that has no notice.
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
