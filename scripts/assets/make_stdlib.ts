/** A process of its own: writes `stdlib.zip`, the standard library with compiled code beside the sources. */
import { startBuildPython } from "./build_python.ts";

const [folder, stdlibPath] = Deno.args as [string, string];
const repack = Deno.readTextFileSync(`${import.meta.dirname}/repack_stdlib.py`);
const modules = Deno.readTextFileSync(`${import.meta.dirname}/image_modules.txt`);
// Whole modules, and what is added to the end of one.
const changes: Record<string, string> = {};
for (const { name } of Deno.readDirSync(`${import.meta.dirname}/stdlib`)) {
  changes[name] = Deno.readTextFileSync(`${import.meta.dirname}/stdlib/${name}`);
}
// CPython makes this module when it builds its documentation, which the makers of this build did not.
changes["pydoc_data.__init__.py"] = "";
changes["pydoc_data.topics.py"] = Deno.readTextFileSync(`${folder}/topics.py`);
const { module, runtime, run } = await startBuildPython(folder);
run(repack, {
  MODULES: modules.split(/\s+/).filter(Boolean),
  ARCHIVE: "/lib/python314.zip",
  CHANGES: changes,
});
runtime.writeFileSync(stdlibPath, module.FS.readFile("/stdlib.zip"));
runtime.exit(0);
