/**
 * Records which functions of Python's module programs call, in `assets/usage.json`: the engine's lazy compiler logs
 * what it compiles. To be run again for each new version of Pyodide.
 */
import { ensureAssets } from "../../src/host/assets.ts";
import { countUsage, encodeUsage, OFTEN } from "../assets/usage.ts";
import { functionsCalled, type Program, warmingCalls } from "./functions_called.ts";

const ASSETS = new URL("../../assets/", import.meta.url);
const REAL_PROGRAMS = new URL("../../tests/e2e/programs/", import.meta.url);

const { pyodide } = JSON.parse(await Deno.readTextFile(new URL("manifest.json", ASSETS)));
const file = new URL("usage.json", ASSETS);
if (JSON.parse(await Deno.readTextFile(file)).pyodide !== pyodide.version) {
  // To be recorded, programs have to run: with all functions in modules that are loaded later.
  const nothing = { pyodide: pyodide.version, programs: 0, often: new Set<number>() };
  await Deno.writeTextFile(file, encodeUsage({ ...nothing, sometimes: new Set() }));
}
await ensureAssets(() => {});
// Functions that every spare calls count as called often, whatever other programs call.
const warming = await warmingCalls();
const called: ReadonlySet<number>[] = Array(OFTEN).fill(warming);
for (const program of await allPrograms()) called.push(await functionsCalled(program));
const usage = countUsage(pyodide.version, called);
await Deno.writeTextFile(file, encodeUsage(usage));
const counts = `${usage.often.size} functions called often, ${usage.sometimes.size} sometimes`;
await Deno.stdout.write(new TextEncoder().encode(`${usage.programs} programs: ${counts}\n`));

/** The programs of `usage/programs.txt`, and those of the end-to-end tests. */
async function allPrograms(): Promise<Program[]> {
  const text = await Deno.readTextFile(new URL("programs.txt", import.meta.url));
  const small = text.split("\n# ---\n").map((source) => ({ source, input: "one\ntwo\n" }));
  const names = [...Deno.readDirSync(REAL_PROGRAMS)].map(({ name }) => name).sort();
  const real = names.filter((name) => name.endsWith(".py")).map((name) => {
    const input = name.replace(".py", ".in");
    return {
      source: Deno.readTextFileSync(new URL(name, REAL_PROGRAMS)),
      input: names.includes(input) ? Deno.readTextFileSync(new URL(input, REAL_PROGRAMS)) : "",
    };
  });
  return [...small, ...real];
}
