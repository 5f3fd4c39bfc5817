/** Made-up surroundings of the command line, and the way from its words to a request. */
import assert from "node:assert/strict";
import type { Terminals } from "../../src/core/request.ts";
import { parseCommandLine } from "../../src/cli/command_tree.ts";
import type { Given } from "../../src/cli/option_values.ts";
import { type Host, type RunCommand, toRunCommand } from "../../src/cli/run_request.ts";
import { type ServeCommand, toServeCommand } from "../../src/cli/serve_request.ts";

/** What a host has, as far as a test cares. */
export interface HostParts {
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Error | Uint8Array<ArrayBuffer>>>;
  readonly stdin?: string;
  readonly terminals?: Partial<Terminals>;
}

/** No terminal anywhere: what a script or a CI job has. */
export const NO_TERMINALS: Terminals = {
  stdin: false,
  stdout: false,
  stderr: false,
  columns: 80,
  rows: 24,
};

/** A host that is made of `parts`. What it hands out is never more than was asked for. */
export function makeHost(parts: HostParts = {}): Host {
  const variables = new Map(Object.entries(parts.variables ?? {}));
  const files = new Map(Object.entries(parts.files ?? {}));
  return {
    variable: (name) => variables.get(name),
    readFile: (path, most) => {
      const file = files.get(path) ?? new Deno.errors.NotFound("No such file or directory");
      if (file instanceof Error) return Promise.reject(file);
      const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
      return Promise.resolve(bytes.subarray(0, most));
    },
    readStdin: (most) =>
      Promise.resolve(new TextEncoder().encode(parts.stdin ?? "").subarray(0, most)),
    terminals: { ...NO_TERMINALS, ...parts.terminals },
  };
}

/** What the words after `run` come to. */
export function given(...words: string[]): Given {
  return givenTo("run", words);
}

/** What the words after a command come to. */
export function givenTo(command: "run" | "repl" | "serve-stdio", words: readonly string[]): Given {
  const invocation = parseCommandLine([command, ...words], "");
  assert(invocation.command === command);
  return invocation.given;
}

/** The command that the words after `run` come to, on a host of `parts`. */
export function runCommand(words: readonly string[], parts: HostParts = {}): Promise<RunCommand> {
  return toRunCommand(given(...words), makeHost(parts));
}

/** Processors of the machine of `serveCommand`. */
export const PROCESSORS = 6;

/** What the words after `serve-stdio` come to, with these variables. */
export function serveCommand(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): ServeCommand {
  const { variable } = makeHost({ variables });
  return toServeCommand(givenTo("serve-stdio", words), { variable, processors: PROCESSORS });
}

/** Asserts that the words after `run` are refused with this message and exit status. */
export async function assertRefused(
  words: readonly string[],
  parts: HostParts,
  message: string,
  exitCode = 2,
): Promise<void> {
  await assertThrown(() => runCommand(words, parts), message, exitCode);
}

/** Asserts that `action` ends with this message and exit status. */
export async function assertThrown(
  action: () => unknown,
  message: string,
  exitCode = 2,
): Promise<void> {
  await assert.rejects(async () => await action(), (error: unknown) => {
    const { message: found, exitCode: status } = error as { message: string; exitCode: number };
    assert.deepEqual([found, status], [message, exitCode]);
    return true;
  });
}
