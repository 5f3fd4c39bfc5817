/**
 * What a newcomer would write to answer many requests: one Pyodide, loaded as its documentation says, that evaluates
 * line after line. Without isolation, limits or error handling.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
for await (const line of createInterface({ input: process.stdin })) {
  const { code } = JSON.parse(line) as { code: string };
  process.stdout.write(`${JSON.stringify({ output: python.runPython(code) })}\n`);
}
