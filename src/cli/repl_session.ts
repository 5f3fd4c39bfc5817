/** A session of statements in one sandbox: a prompt on a terminal, statements from a pipe otherwise. */
import type { Program, RunRequest } from "../core/request.ts";
import type { Files } from "../host/file_traffic.ts";
import type { SpawnedJail } from "../host/jail_process.ts";
import { descriptorSink } from "../host/output.ts";
import { readStandardInput } from "../host/standard_input.ts";
import { describeLimits } from "../report/text.ts";
import type { ProgramStreams } from "../repl/prompt_interpreter.ts";
import { runPrompt } from "../repl/loop.ts";
import { runPiped } from "../repl/piped.ts";
import { SandboxInterpreter, type Setting } from "../repl/sandbox_interpreter.ts";
import { stateFolder } from "../core/user_folders.ts";
import type { Host } from "./host.ts";
import type { GivenValue } from "./option_values.ts";
import type { RunCommand } from "./run_program.ts";
import { say } from "./say.ts";
import { versions } from "./version.ts";

const INPUT_BYTES = 64 * 1024;

/** The checked command line of `repl`. */
export interface ReplCommand {
  /** What all statements have in common. */
  readonly setting: Setting;
  /** What is run before the first prompt; null where nothing is. */
  readonly first: Pick<RunRequest, "program" | "args"> & { readonly files: Files | null } | null;
  /** The environment whose packages they have; null where it is left open. */
  readonly packages: GivenValue | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The prompt that follows a program (`run -i`). */
export function promptAfter(
  { request, packages, quiet, verbose }: RunCommand,
  program: Program,
  files: Files | null,
): ReplCommand {
  const { args, env, limits, seed, walls, terminals, colour } = request;
  const setting = { env, limits, seed, walls, terminals, colour };
  return { setting, first: { program, args, files }, packages, quiet, verbose };
}

/**
 * Runs the session to its end, and returns the status to exit with.
 *
 * @param jail the jail of the first statements. It is the caller's; those that take its place are reaped here.
 */
export async function runSession(
  command: ReplCommand,
  { variable, terminals }: Pick<Host, "variable" | "terminals">,
  jail: SpawnedJail,
): Promise<number> {
  const { setting, first, quiet, verbose } = command;
  const { limits } = setting;
  await using opened = new AsyncDisposableStack();
  let interpreter: SandboxInterpreter;
  const open = (streams: ProgramStreams) => {
    interpreter = opened.use(new SandboxInterpreter(setting, jail.command, jail, streams, quiet));
    return Promise.resolve(interpreter);
  };
  if (verbose && !quiet) say(`limits: ${describeLimits(limits)}`);
  // What a dumb terminal shows is no screen that a line could be edited on.
  if (terminals.stdin && terminals.stdout && variable("TERM") !== "dumb") {
    return await runPrompt({
      limits,
      quiet,
      open,
      first: first === null
        ? null
        : () => interpreter.runProgram(first.program, first.args, first.files?.in),
      versions: quiet || first !== null ? null : versions(),
      colours: setting.colour,
      stateFolder: stateFolder({ os: Deno.build.os, variable }),
    });
  }
  return await runPiped({
    limits,
    quiet,
    open,
    sinks: {
      stdout: descriptorSink(Deno.stdout, "standard output"),
      stderr: descriptorSink(Deno.stderr, "standard error"),
    },
    terminals,
    readInput: () => readStandardInput(INPUT_BYTES),
  });
}
