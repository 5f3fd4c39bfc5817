/** Makes an environment and writes it into its file, all of it or nothing. */
import { CommandError, InternalError, UsageError } from "../core/errors.ts";
import { fileProblem } from "../core/file_problem.ts";
import { formatSize } from "../core/units.ts";
import { preparePrivateFolder } from "../host/private_file.ts";
import { buildEnvironment } from "../packages/build_environment.ts";
import { requirementsDigest } from "../packages/requirements/normal.ts";
import { selectWheels } from "../packages/select_wheels.ts";
import { fileOf, storeFolder, UNFINISHED } from "../packages/store/names.ts";
import { removeLeftovers } from "../packages/store/store.ts";
import { readRequest, type RequestWords, shellWord, shellWords } from "./packages_request.ts";
import { say } from "./say.ts";
import { versions } from "./version.ts";

/** How much of a digest is enough to tell environments apart that nobody has named. */
const NAME_DIGITS = 12;

/** The checked command line of `packages build`. */
export interface PackagesBuildCommand {
  readonly requirements: RequestWords;
  readonly folders: readonly string[];
  /** Path of the program that warms it up; null where none does. */
  readonly warm: string | null;
  /** A path, or a name; null where it gets a name by what it is made for. */
  readonly output: { readonly path: string } | { readonly name: string } | null;
}

/** Makes an environment of what is asked for, and returns the status to exit with. */
export async function writeEnvironment(command: PackagesBuildCommand): Promise<number> {
  const { requirements, folders, warm } = command;
  if (!Deno.build.standalone) {
    const { ensureAssets } = await import("../host/assets.ts");
    await ensureAssets(say);
  }
  const source = warm === null ? null : await readWarmUp(warm);
  const request = await readRequest(requirements);
  const texts = request.requirements.map(({ text }) => text);
  const output = await placeOf(command, texts);
  const fetching = ["pysandbox packages fetch", "--wheels", shellWord(folders[0]!)];
  const hint = `to get more: ${[...fetching, shellWords(requirements) || "NAME"].join(" ")}`;
  const wheels = await selectWheels(request, folders, hint);
  const calls = source === null ? "unknown" : "noted";
  const built = await buildEnvironment(wheels, versions().pysandbox, texts, calls);
  let { bytes } = built;
  // Renamed, not overwritten: a jail that runs may have the old one mapped, and another build may write at the same time.
  const temporary = `${output.path}.${crypto.randomUUID()}${UNFINISHED}`;
  try {
    if (source === null) {
      await Deno.writeFile(temporary, bytes, { createNew: true, mode: output.mode });
    } else {
      const { warmUp } = await import(
        import.meta.resolve("./warm_up.ts")
      ) as typeof import("./warm_up.ts");
      bytes = await warmUp(built, { path: warm!, source }, { path: temporary, mode: output.mode });
    }
    await Deno.rename(temporary, output.path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    if (error instanceof CommandError) throw error;
    throw new UsageError(
      `${output.option}: cannot write '${output.path}' (${(error as Error).name})`,
    );
  }
  const names = wheels.map(({ project, version }) => `${project} ${version}`).join(", ");
  say(`wrote ${output.shown} (${formatSize(bytes.length)}): ${names}`);
  return 0;
}

/** Where an environment goes. */
interface Place {
  readonly path: string;
  readonly mode: number;
  /** Path or name, for the user. */
  readonly shown: string;
  readonly option: string;
}

async function placeOf(
  { output }: PackagesBuildCommand,
  requirements: readonly string[],
): Promise<Place> {
  if (output !== null && "path" in output) {
    return { path: output.path, mode: 0o644, shown: output.path, option: "--output" };
  }
  const name = output?.name ??
    `for-${(await requirementsDigest(requirements)).slice(0, NAME_DIGITS)}`;
  const path = fileOf(name);
  try {
    preparePrivateFolder(storeFolder());
    await removeLeftovers();
  } catch (error) {
    throw new InternalError(`--name: cannot write to ${storeFolder()}: ${fileProblem(error)}`);
  }
  return { path, mode: 0o600, shown: name, option: "--name" };
}

async function readWarmUp(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch {
    throw new UsageError(`--warm: cannot read '${path}'`);
  }
}
