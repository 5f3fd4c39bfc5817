/**
 * A tool with which an agent runs Python: one session for each conversation, limits, and texts that a model can act on.
 *
 * In place of a model, a script says what to run, so that this works offline.
 * PYSANDBOX_COMMAND may have, as JSON, the words that start pysandbox.
 */
import process from "node:process";
import { type Result, Sandbox, SandboxError, type Session } from "../clients/typescript/client.ts";

const COMMAND: string[] = JSON.parse(process.env["PYSANDBOX_COMMAND"] ?? '["pysandbox"]');
/** Characters that a result may cost the model. */
const MOST = 4000;

/** What the model is told about the tool. */
export const DESCRIPTION =
  "Runs Python and returns what it prints and the value of its last expression. Variables last from call to call.";

/** The tool of one conversation. */
export function makePythonTool(session: Session): (code: string) => Promise<string> {
  return async (code) => {
    try {
      return describe(await session.run(code, { timeout: 1000, maxOutput: "64KiB" }));
    } catch (error) {
      if (error instanceof SandboxError) return `The code could not be run: ${error.message}`;
      throw error;
    }
  };
}

/** A result in words, short enough for a model's context. */
function describe(result: Result): string {
  const { ok, status, stdout, stderr, resultRepr, error } = result;
  const printed = stdout + stderr;
  const parts = [result.sessionLost ? "Variables of earlier calls are gone." : "", printed];
  if (ok && resultRepr !== null) parts.push(resultRepr);
  if (error !== null && !printed.includes(error)) parts.push(`Stopped (${status}): ${error}`);
  const text = parts.map((part) => part.trim()).filter((part) => part !== "").join("\n");
  const half = MOST / 2;
  if (text.length > MOST) return `${text.slice(0, half)}\n[...]\n${text.slice(-half)}`;
  return text === "" ? "Done, without output." : text;
}

const SCRIPTED_MODEL = [
  "numbers = [3, 1, 4, 1, 5, 9, 2, 6]\nprint(len(numbers), 'numbers')\nsum(numbers)",
  "mean(numbers)",
  "import statistics; statistics.mean(numbers)",
  "open('/etc/passwd').read()",
  "while True: pass",
  "'numbers' in globals()",
];

if (import.meta.main) {
  await using sandbox = new Sandbox({ command: COMMAND, timeout: 10_000 });
  await using conversation = sandbox.session();
  const pythonTool = makePythonTool(conversation);
  for (const code of SCRIPTED_MODEL) {
    process.stdout.write(`model: ${code}\ntool:  ${await pythonTool(code)}\n\n`);
  }
}
