/** The command line of the tasks that make packages of executables, which differ in what they make of each. */
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { messageOf, UsageError } from "../../../src/core/errors.ts";
import { BuildError } from "../build/build_error.ts";
import { epochOf } from "../sbom.ts";
import { readRelease, type Release } from "./contents.ts";
import { madeExecutables, type PackedExecutable, readExecutable } from "./executables.ts";

/** A file that was made. */
export interface Package {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How packages are made, besides what is in them. */
export interface PackageOptions {
  /** The address of the repository, for links; null if it is not known. */
  readonly repository: string | null;
  /** The time of all files, in seconds since 1970. */
  readonly epoch: number;
}

/** One of the tasks. */
export interface PackageTask {
  /** As `deno task` names it. */
  readonly task: string;
  /** What it makes, in a sentence. */
  readonly summary: string;
  /** Makes the packages of one executable. */
  readonly ofEach: (
    release: Release,
    executable: PackedExecutable,
    options: PackageOptions,
  ) => Promise<Package>;
  /** Makes what belongs to no executable. */
  readonly besides?: (release: Release, options: PackageOptions) => Promise<Package>;
}

const ROOT = new URL("../../../", import.meta.url);

/** Does what argv asks for, and returns the exit status: 1 if it fails, 2 if argv is wrong. */
export async function makePackages(task: PackageTask, argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parse(argv);
    if (values.help) write(Deno.stdout, helpOf(task));
    else await make(task, values, positionals);
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError || error instanceof UsageError)) throw error;
    if (error instanceof BuildError) write(Deno.stderr, error.detail);
    write(Deno.stderr, `${task.task}: ${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function parse(argv: readonly string[]) {
  const options = {
    help: { type: "boolean", short: "h" },
    repository: { type: "string" },
    out: { type: "string" },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${messageOf(error)} (see --help)`);
  }
}

async function make(
  task: PackageTask,
  { repository, out }: { repository?: string; out?: string },
  named: readonly string[],
): Promise<void> {
  if (repository !== undefined && !/^https:\/\/[^\s/]+(\/[\w.-]+)+$/.test(repository)) {
    throw new UsageError(
      `--repository: expected an address such as https://example.org/me/pysandbox; got '${repository}'`,
    );
  }
  const release = await readRelease(ROOT);
  const dist = new URL("dist/", ROOT);
  const paths = named.length > 0 ? named : await madeExecutables(dist, release.version);
  const options = {
    repository: repository ?? null,
    epoch: epochOf(Deno.env.get("SOURCE_DATE_EPOCH")) ?? 0,
  };
  const folder = out === undefined ? dist : pathToFileURL(`${resolve(out)}/`);
  await Deno.mkdir(folder, { recursive: true });
  const packed = new Set<string>();
  if (task.besides !== undefined) await put(folder, await task.besides(release, options));
  for (const path of paths) {
    const executable = await readExecutable(path, release.notices);
    if (packed.has(executable.target.name)) {
      throw new UsageError(`expected one executable for ${executable.target.name}; got two`);
    }
    packed.add(executable.target.name);
    await put(folder, await task.ofEach(release, executable, options));
  }
}

async function put(folder: URL, { name, bytes }: Package): Promise<void> {
  await Deno.writeFile(new URL(name, folder), bytes);
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  const size = `${(bytes.length / 1e6).toFixed(1)} MB`;
  write(Deno.stdout, `${name}: ${size}, SHA-256 ${new Uint8Array(digest).toHex()}\n`);
}

function helpOf({ task, summary }: PackageTask): string {
  return `${summary}

  deno task ${task} [EXECUTABLE...]

Without names: of the release's executables in dist/, or else of the one for this machine. Nothing
is published. The same inputs give the same bytes; SOURCE_DATE_EPOCH is the time of the files.

  --repository URL   where the source is, for links; without it there are none
  --out DIR          where to write them instead of dist/
`;
}

function write(stream: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}
