/** `pysandbox run`: one program in one sandbox, and its verdict as exit status. */
import { UsageError } from "../../core/errors.ts";
import { formatSize, MEBIBYTE } from "../../core/units.ts";
import type { Program } from "../../core/request.ts";
import type { Files } from "../../host/file_traffic.ts";
import type { Environment } from "../../host/environment.ts";
import type { Command, Given, Options } from "../command.ts";
import type { Host } from "../host.ts";
import { OptionValues } from "../option_values.ts";
import {
  holdPackages,
  LIMIT_OPTIONS,
  MAX_FILES_OPTION,
  openPackages,
  PACKAGES_OPTION,
  PROGRAM_OPTIONS,
  VERBOSITY_OPTIONS,
  WALLS_OPTION,
} from "../options.ts";
import type { ProgramSource } from "../program_source.ts";
import type { RunCommand } from "../run_program.ts";
import { spawnJail } from "../spawn_jail.ts";

/** All options of `run`. */
export const RUN_OPTIONS = {
  code: {
    flags: "-c, --code <code>",
    description: "run CODE instead of a script",
    environment: null,
  },
  module: {
    flags: "-m, --module <module>",
    description: "run a module of the standard library, like python -m",
    environment: null,
  },
  ...LIMIT_OPTIONS,
  env: PROGRAM_OPTIONS.env,
  file: {
    flags: "-f, --file <path>",
    description: "copy a file or folder in, or under another name with NAME=PATH; repeatable",
    environment: "PYSANDBOX_FILE",
    isFile: true,
  },
  out: {
    flags: "-o, --out <dir>",
    description: "write what the program made or changed into DIR, new or empty",
    environment: "PYSANDBOX_OUT",
    isFile: true,
  },
  overwrite: {
    flags: "--overwrite",
    description: "let --out replace files that are there",
    environment: "PYSANDBOX_OVERWRITE",
  },
  ...MAX_FILES_OPTION,
  json: {
    flags: "--json",
    description: "print one JSON report, with the program's output inside",
    environment: "PYSANDBOX_JSON",
  },
  report: {
    flags: "--report <file>",
    description: "write that report to FILE as well",
    environment: "PYSANDBOX_REPORT",
    isFile: true,
  },
  display: {
    flags: "--display",
    description: "take what the program shows by display(...) into the report",
    environment: "PYSANDBOX_DISPLAY",
  },
  seed: PROGRAM_OPTIONS.seed,
  ...PACKAGES_OPTION,
  ...WALLS_OPTION,
  interactive: {
    flags: "-i, --interactive",
    description: "after the program, a prompt with its names (terminal only)",
    environment: "PYSANDBOX_INTERACTIVE",
  },
  ...VERBOSITY_OPTIONS,
} as const satisfies Options;

/** Most output that a report takes: each byte may become six characters of one JSON text, which the engine bounds. */
const LARGEST_REPORTED_BYTES = 64 * MEBIBYTE;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toRunCommand(
  given: Given,
  { variable, terminals }: Pick<Host, "variable" | "terminals">,
): RunCommand {
  const values = new OptionValues(RUN_OPTIONS, given, { variable });
  const limits = values.limits();
  const env = values.env();
  const seed = values.seed();
  const walls = values.walls();
  const interactive = values.isSet("interactive");
  if (interactive && !(terminals.stdin && terminals.stdout)) {
    throw new UsageError("-i: expected a terminal on standard input and output");
  }
  const json = values.isSet("json");
  if (json && interactive) throw new UsageError("-i and --json exclude each other");
  const report = values.find("report")?.value ?? null;
  if (report !== null && interactive) throw new UsageError("-i and --report exclude each other");
  const hasReport = json || report !== null;
  if (hasReport && limits.maxOutputBytes > LARGEST_REPORTED_BYTES) {
    // The default is smaller: something was given.
    const { source } = values.find("maxOutput")!;
    throw new UsageError(
      `${source}: expected at most ${formatSize(LARGEST_REPORTED_BYTES)} with --json or ` +
        `--report, which hold the output in one text; got ${formatSize(limits.maxOutputBytes)}`,
    );
  }
  if (given.flags.has("display") && !hasReport) {
    throw new UsageError("--display: expected --json or --report, which have what is shown");
  }
  const out = values.find("out")?.value ?? null;
  if (out !== null && interactive) throw new UsageError("-i and --out exclude each other");
  const mostBytes = values.maxFiles();
  const [source, args] = toProgramSource(given.operands, {
    code: values.find("code")?.value ?? null,
    module: values.find("module")?.value ?? null,
    hasInput: !terminals.stdin,
  });
  return {
    source,
    request: {
      args,
      env,
      limits,
      seed,
      walls,
      terminals: json ? { ...terminals, stdout: false, stderr: false } : terminals,
      colour: !json && terminals.stderr && !variable("NO_COLOR"),
      interactive,
    },
    packages: values.find("packages"),
    files: values.all("file"),
    out: out === null ? null : { path: out, overwrite: values.isSet("overwrite"), mostBytes },
    json,
    report,
    display: values.isSet("display") && hasReport,
    quiet: values.isSet("quiet"),
    verbose: values.isSet("verbose"),
  };
}

function toProgramSource(
  operands: readonly string[],
  { code, module, hasInput }: { code: string | null; module: string | null; hasInput: boolean },
): [ProgramSource, args: readonly string[]] {
  if (code !== null && module !== null) throw new UsageError("-c and -m exclude each other");
  if (code !== null) return [{ kind: "code", code }, operands];
  if (module !== null) return [{ kind: "module", name: module }, operands];
  const [path, ...args] = operands;
  if (path === undefined && !hasInput) {
    throw new UsageError(
      "no program: expected a script, -c CODE, -m MODULE, or a program on standard input",
    );
  }
  return [path === undefined || path === "-" ? { kind: "stdin" } : { kind: "file", path }, args];
}

/** The files that go in and come out, opened; null where there are none. @throws {CommandError} */
async function filesOf(
  { files, out, request: { limits } }: RunCommand,
  program: Program,
): Promise<Files | null> {
  if (files.length === 0 && out === null && program.kind !== "folder") return null;
  const { openFiles } = await import(
    import.meta.resolve("../run_files.ts")
  ) as typeof import("../run_files.ts");
  return await openFiles({ files, out, program, maxHeapBytes: limits.maxHeapBytes });
}

/** The environment of the program, opened; null where it has none, or nobody asks which. @throws {CommandError} */
async function environmentOf(
  { packages, json, report, verbose, request }: RunCommand,
): Promise<Environment | null> {
  if (packages === null && !json && report === null && !verbose) return null;
  // A prompt starts another interpreter where it loses one.
  return await (request.interactive ? holdPackages : openPackages)(packages);
}

/** The environment that the program says it needs, opened; null where it needs none. @throws {CommandError} */
async function openNeeded(
  { request }: RunCommand,
  program: Program,
  host: Host,
): Promise<Environment | null> {
  const { environmentFor } = await import(
    import.meta.resolve("../script_environment.ts")
  ) as typeof import("../script_environment.ts");
  const needed = await environmentFor(program, host);
  return needed === null ? null : await (request.interactive ? holdPackages : openPackages)(needed);
}

/** Begins to compare an environment with its digests. It is to be waited for, whatever ends the command before. */
function verifiedLater(environment: Environment | null): Promise<void> | undefined {
  const verified = environment?.verify();
  verified?.catch(() => {});
  return verified;
}

/** The command. */
export const run: Command = {
  summary: "Runs one program and exits with its verdict.",
  about: "Runs one program and exits with its verdict. Only one script is run: further arguments " +
    "are its own, in sys.argv. It reads no file of this machine but those that --file gives; standard " +
    "input is its sys.stdin.",
  example: "pysandbox run --timeout 5s script.py < input.txt",
  options: RUN_OPTIONS,
  operands: [
    {
      notation: "[script]",
      description: "a Python file, or - for standard input",
      values: "files",
    },
    {
      notation: "[args...]",
      description: "sys.argv[1:] of the program; put -- before those that look like options",
      values: "files",
    },
  ],
  unknownOptionHint: "words for the program go after --",
  run: async (given, { host }) => {
    const command = toRunCommand(given, host);
    // The jail takes longest to start: whatever is not needed to spawn it is loaded and read while it boots.
    let environment = await environmentOf(command);
    await using jails = new AsyncDisposableStack();
    let jail = jails.use(await spawnJail(command.request, environment?.place));
    let verified = verifiedLater(environment);
    const { mayNeedPackages, readProgram } = await import(
      import.meta.resolve("../program_source.ts")
    ) as typeof import("../program_source.ts");
    const program = await readProgram(command.source, host);
    if (command.packages === null && mayNeedPackages(program)) {
      const needed = await openNeeded(command, program, host);
      // The jail that was started for the many programs without needs is of no use for this one.
      if (needed !== null) {
        jail.kill();
        environment = needed;
        jail = jails.use(await spawnJail(command.request, environment.place));
        verified = verifiedLater(environment);
      }
    }
    const files = await filesOf(command, program);
    await verified;
    if (command.request.interactive) {
      const { promptAfter, runSession } = await import(
        import.meta.resolve("../repl_session.ts")
      ) as typeof import("../repl_session.ts");
      return await runSession(promptAfter(command, program, files), host, jail);
    }
    const { runProgram } = await import(
      import.meta.resolve("../run_program.ts")
    ) as typeof import("../run_program.ts");
    return await runProgram(command, program, { files, environment }, jail);
  },
};
