/** `pysandbox repl`: Python's prompt in a sandbox, on a terminal; statements from a pipe otherwise. */
import type { RunRequest, Terminals } from "../core/request.ts";
import { ensureAssets } from "../host/assets.ts";
import { type JailCommand, jailCommand, JailProcess } from "../host/jail_process.ts";
import { descriptorSink } from "../host/output.ts";
import { describeLimits } from "../report/text.ts";
import type { ProgramStreams } from "../repl/interpreter.ts";
import { runPrompt } from "../repl/loop.ts";
import { runPiped } from "../repl/piped.ts";
import { SandboxInterpreter, type Setting } from "../repl/sandbox_interpreter.ts";
import { stateFolder } from "../repl/state_folder.ts";
import type { EarlyJail } from "./early_jail.ts";
import { type Given, OptionValues, type Variables } from "./option_values.ts";
import type { RunCommand } from "./run_request.ts";
import { say } from "./say.ts";
import { versions } from "./version.ts";

const INPUT_BYTES = 64 * 1024;

/** What is asked of `repl`. */
export interface ReplCommand {
  readonly setting: Setting;
  /** What is run before the first prompt; null where nothing is. */
  readonly first: Pick<RunRequest, "program" | "args"> | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What of this process a prompt depends on. */
export interface ReplHost extends Variables {
  readonly terminals: Terminals;
}

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toReplCommand(given: Given, { variable, terminals }: ReplHost): ReplCommand {
  const values = new OptionValues(given, { variable });
  return {
    setting: {
      env: values.env(),
      limits: values.limits(),
      seed: values.seed(),
      walls: values.walls(),
      terminals,
      colour: terminals.stderr && !variable("NO_COLOR"),
    },
    first: null,
    quiet: values.isSet("quiet"),
    verbose: values.isSet("verbose"),
  };
}

/** The prompt that follows a program (`run -i`). */
export function promptAfter({ request, quiet, verbose }: RunCommand): ReplCommand {
  const { program, args, env, limits, seed, walls, terminals, colour } = request;
  const setting = { env, limits, seed, walls, terminals, colour };
  return { setting, first: { program, args }, quiet, verbose };
}

/**
 * Runs the prompt to its end, and returns the status to exit with.
 *
 * @param early a jail that was spawned before it was known what is asked for; of use if it is the right one.
 */
export async function repl(
  command: ReplCommand,
  { variable, terminals }: ReplHost,
  early: EarlyJail | null,
): Promise<number> {
  const { setting, first, quiet, verbose } = command;
  const { limits } = setting;
  const wanted = jailCommand(limits.maxHeapBytes, setting.walls !== "off");
  await using jail = early?.takeFor(wanted) ?? await spawn(wanted);
  await using opened = new AsyncDisposableStack();
  let interpreter: SandboxInterpreter;
  const open = (streams: ProgramStreams) => {
    interpreter = opened.use(new SandboxInterpreter(setting, wanted, jail, streams, quiet));
    return Promise.resolve(interpreter);
  };
  if (verbose && !quiet) say(`limits: ${describeLimits(limits)}`);
  // What a dumb terminal shows is no screen that a line could be edited on.
  if (terminals.stdin && terminals.stdout && variable("TERM") !== "dumb") {
    return await runPrompt({
      limits,
      quiet,
      open,
      first: first === null ? null : () => interpreter.runProgram(first.program, first.args),
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
    readInput: readStandardInput,
  });
}

async function readStandardInput(): Promise<Uint8Array | null> {
  const buffer = new Uint8Array(INPUT_BYTES);
  const count = await Deno.stdin.read(buffer);
  return count === null ? null : buffer.subarray(0, count);
}

async function spawn(command: JailCommand): Promise<JailProcess> {
  if (!Deno.build.standalone) await ensureAssets(say);
  return new JailProcess(command);
}
