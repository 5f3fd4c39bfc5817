/** Makes npm packages: the client with the command, and one for each executable: `deno task npm`. */
import { executablePackage, mainPackage } from "./npm/packages.ts";
import { makePackages } from "./packages/command.ts";

if (import.meta.main) {
  const summary = "Makes npm packages: the client with the command, and one of each executable.";
  const task = { task: "npm", summary, ofEach: executablePackage, besides: mainPackage };
  Deno.exit(await makePackages(task, Deno.args));
}
