/** Makes an environment and writes it into its file, all of it or nothing. */
import { UsageError } from "../core/errors.ts";
import { formatSize } from "../core/units.ts";
import { buildEnvironment } from "../packages/build_environment.ts";
import { selectWheels } from "../packages/select_wheels.ts";
import { say } from "./say.ts";
import { versions } from "./version.ts";

/** Makes an environment of what is asked for, and returns the status to exit with. */
export async function writeEnvironment(
  requirements: readonly string[],
  folders: readonly string[],
  output: string,
): Promise<number> {
  if (!Deno.build.standalone) {
    const { ensureAssets } = await import("../host/assets.ts");
    await ensureAssets(say);
  }
  const wheels = await selectWheels(requirements, folders);
  const bytes = await buildEnvironment(wheels, versions().pysandbox);
  // Renamed, not overwritten: a jail that runs may have the old one mapped.
  const temporary = `${output}.new`;
  try {
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, output);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new UsageError(`--output: cannot write '${output}' (${(error as Error).name})`);
  }
  const names = wheels.map(({ project, version }) => `${project} ${version}`).join(", ");
  say(`wrote ${output} (${formatSize(bytes.length)}): ${names}`);
  return 0;
}
