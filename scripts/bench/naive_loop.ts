/**
 * What a newcomer would write to answer many requests: one Pyodide, as its documentation loads it,
 * that evaluates line after line. Without isolation, limits or an answer to what goes wrong.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
for await (const line of createInterface({ input: process.stdin })) {
  const { code } = JSON.parse(line) as { code: string };
  process.stdout.write(`${JSON.stringify({ output: python.runPython(code) })}\n`);
}
