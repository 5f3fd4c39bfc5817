/** pysandbox as the corpus runs in it: one server with several workers, and a fresh interpreter for each program. */
import { Sandbox, SandboxError } from "../../clients/typescript/client.ts";
import { SANDBOX } from "../bench/command.ts";
import type { Options } from "./options.ts";
import { lastLineOf, type Verdict } from "./program.ts";

/** A server for a corpus. Dispose of it: it is a process. */
export function startSandbox({ jobs, timeoutMs, maxHeapBytes, maxOutputBytes }: Options): Sandbox {
  return new Sandbox({
    command: [SANDBOX.path, ...SANDBOX.args],
    timeout: timeoutMs,
    options: [
      ...["--quiet", "--workers", `${jobs}`, "--spares", `${jobs}`],
      ...[
        "--max-heap",
        `${Math.ceil(maxHeapBytes / 2 ** 20)}`,
        "--max-output",
        `${maxOutputBytes}B`,
      ],
    ],
    // From source the first program waits for the assets.
    grace: 120_000,
  });
}

/** The Python in it: `3.14.2`. @throws {SandboxError} where it does not start. */
export async function pythonOf(sandbox: Sandbox): Promise<string> {
  const { python } = await sandbox.ping();
  return String(python);
}

/** Runs a program to its end, or until the signal is aborted. */
export async function runSandboxed(
  sandbox: Sandbox,
  code: string,
  signal: AbortSignal,
): Promise<Verdict> {
  const began = performance.now();
  try {
    const result = await sandbox.run(code, { stdin: "", signal });
    const { status, exitCode, stdout, stderr, error, stats } = result;
    const isOwnEnd = status === "ok" || status === "error";
    return {
      status,
      exitCode,
      stdout,
      lastLine: isOwnEnd ? lastLineOf(stderr) : error ?? "",
      milliseconds: Math.round(stats.wallMs),
    };
  } catch (error) {
    if (!signal.aborted && !(error instanceof SandboxError)) throw error;
    // No program may do that to a server: it is a verdict, and the next program has another server.
    const [status, lastLine] = signal.aborted ? ["cancelled", ""] : ["no answer", String(error)];
    const milliseconds = Math.round(performance.now() - began);
    return { status, exitCode: 125, stdout: "", lastLine, milliseconds };
  }
}
