/** What a newcomer would write: Pyodide, loaded as its documentation says, in the same Deno. */
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.runPython("print('hello, world')");
