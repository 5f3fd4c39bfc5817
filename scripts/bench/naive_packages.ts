/**
 * What a newcomer would write for packages: Pyodide, loaded as its documentation says, wheels unpacked, and a program run. Its arguments
 * are the program and the paths of the wheels.
 */
import { loadPyodide } from "pyodide";

const [program, ...wheels] = Deno.args as [string, ...string[]];
const python = await loadPyodide();
for (const path of wheels) python.unpackArchive(Deno.readFileSync(path), "wheel");
python.runPython(program);
