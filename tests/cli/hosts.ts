/** Made-up surroundings of the command line, and the way from argv to a request. */
import assert from "node:assert/strict";
import type { RunRequest, Terminals } from "../../src/core/request.ts";
import { type Command, type CommandList, type Given, isGroup } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/command_list.ts";
import { toRunCommand } from "../../src/cli/commands/run.ts";
import { toServeCommand } from "../../src/cli/commands/serve_stdio.ts";
import type { Host } from "../../src/cli/host.ts";
import { parse } from "../../src/cli/parse.ts";
import { readProgram } from "../../src/cli/program_source.ts";
import type { RunCommand } from "../../src/cli/run_program.ts";
import type { ServeCommand } from "../../src/cli/stdio_server.ts";

/** What a host has, as far as a test cares. */
export interface HostParts {
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Error | Uint8Array<ArrayBuffer>>>;
  readonly stdin?: string;
  readonly terminals?: Partial<Terminals>;
}

/** All commands by their words, those of groups as well: `packages build`. */
export const ALL_COMMANDS: readonly (readonly [words: string, command: Command])[] = allOf(
  COMMANDS,
);

function allOf(commands: CommandList): (readonly [string, Command])[] {
  return Object.entries(commands).flatMap(([name, command]) =>
    isGroup(command)
      ? allOf(command.commands).map(([rest, one]) => [`${name} ${rest}`, one] as const)
      : [[name, command] as const]
  );
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
    processors: PROCESSORS,
    print: () => Promise.reject(new Error("expected nothing to be printed")),
  };
}

/** The same, and what is printed on it. */
export function makePrintingHost(parts: HostParts = {}): { host: Host; printed: () => string } {
  let text = "";
  const print = (more: string) => {
    text += more;
    return Promise.resolve();
  };
  return { host: { ...makeHost(parts), print }, printed: () => text };
}

/** What the arguments of `run` come to. */
export function given(...argv: string[]): Promise<Given> {
  return givenTo("run", argv);
}

/** What the arguments of a command come to. */
export async function givenTo(command: string, argv: readonly string[]): Promise<Given> {
  const invocation = await parse([command, ...argv], COMMANDS);
  assert(invocation.kind === "command" && invocation.name === command);
  return invocation.given;
}

/** What is asked of `run`, with its program read. */
export interface WholeRunCommand extends Omit<RunCommand, "request"> {
  readonly request: RunRequest;
}

/** The command that the arguments of `run` come to, on a host of `parts`. */
export async function runCommand(
  argv: readonly string[],
  parts: HostParts = {},
): Promise<WholeRunCommand> {
  const host = makeHost(parts);
  const command = toRunCommand(await given(...argv), host);
  const program = await readProgram(command.source, host);
  return { ...command, request: { ...command.request, program } };
}

/** Processors of every made-up host. */
export const PROCESSORS = 6;

/** What the arguments of `serve-stdio` come to, with these variables. */
export async function serveCommand(
  argv: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<ServeCommand> {
  return toServeCommand(await givenTo("serve-stdio", argv), makeHost({ variables }));
}

/** Asserts that the arguments of `run` are refused with this message and exit status. */
export async function assertRefused(
  argv: readonly string[],
  parts: HostParts,
  message: string,
  exitCode = 2,
): Promise<void> {
  await assertThrown(() => runCommand(argv, parts), message, exitCode);
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
