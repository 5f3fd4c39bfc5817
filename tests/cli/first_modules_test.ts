/** What Deno reads before it runs anything: not what most starts do not need (`cli.ts` says why that is so much). */
import { deepEqual, ok } from "node:assert/strict";

/** `import ... from "x"` and `export ... from "x"`, unless of types only, and `import("x")`, unless as a type. */
const NAMED =
  /(?:^|\n)(?:import|export)(?! type\b)[^;"]*?from "(\.[^"]+\.ts)"|(?<!typeof )\bimport\(\s*"(\.[^"]+\.ts)"/g;

/** The paths of all modules that a start from this file reads first. */
function readFirst(entry: string): string[] {
  const root = new URL("../../", import.meta.url);
  const found = new Set([entry]);
  for (const path of found) {
    const url = new URL(path, root);
    for (const [, imported, later] of Deno.readTextFileSync(url).matchAll(NAMED)) {
      found.add(new URL((imported ?? later)!, url).href.slice(root.href.length));
    }
  }
  return [...found];
}

Deno.test("a command reads nothing of the jail, the server, the prompt, doctor or supervision first", () => {
  const paths = readFirst("cli.ts");
  ok(paths.includes("src/cli/commands/run.ts") && paths.includes("src/host/jail_process.ts"));
  const others = /^src\/(?:jail|engine|protocols|vet|repl|doctor)\/|^src\/host\/supervisor\.ts$/;
  deepEqual(paths.filter((path) => others.test(path)), []);
});

Deno.test("no process reads the walls of another system first", () => {
  for (const entry of ["cli.ts", "src/jail/entry.ts"]) {
    const paths = readFirst(entry);
    ok(paths.includes("src/walls/open.ts"));
    deepEqual(paths.filter((path) => /^src\/walls\/(?:macos|windows)/.test(path)), []);
  }
});
