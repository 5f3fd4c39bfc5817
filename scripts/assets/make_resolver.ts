/** A process of its own: writes `resolver.pyz`, the program that chooses wheels, with compiled code only. */
import { startBuildPython } from "./build_python.ts";

const [folder, wheels, archivePath] = Deno.args as [string, string, string];
const program = Deno.readTextFileSync(`${import.meta.dirname}/pack_resolver.py`);
const own = `${import.meta.dirname}/../../src/packages/resolver`;
const sources: Record<string, string> = {};
for (const { name } of Deno.readDirSync(own)) {
  // An archive is run by what stands beside its packages.
  const path = name === "__main__.py" ? name : `resolver/${name}`;
  sources[path] = Deno.readTextFileSync(`${own}/${name}`);
}
const archives = wheels.split(",").map((path) => Deno.readFileSync(path));
const { module, runtime, run } = await startBuildPython(folder);
archives.forEach((bytes, at) => module.FS.writeFile(`/${at}.whl`, bytes));
run(program, { SOURCES: sources, WHEELS: archives.map((_, at) => `/${at}.whl`) });
runtime.writeFileSync(archivePath, module.FS.readFile("/resolver.pyz"));
runtime.exit(0);
