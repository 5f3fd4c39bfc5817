/** What a newcomer would write: Pyodide as its documentation loads it, in the same Deno. */
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.runPython("print('hello, world')");
