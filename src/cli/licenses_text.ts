/** The licences of all that is in the executable. */
import { rareContents, rareFile } from "../core/build_folder.ts";
import { filePath } from "../core/file_path.ts";
import { InternalError } from "../core/errors.ts";
import type { GivenValue } from "./option_values.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * What `pysandbox licenses` prints: the licences of pysandbox, and those of the packages that its programs have.
 *
 * @param packages the environment that was named; without it, it is the one that an executable may have.
 * @throws {CommandError} where something cannot be read.
 */
export async function allLicensesText(packages: GivenValue | null): Promise<string> {
  if (packages === null && !Deno.build.standalone) return await licensesText();
  const { packageLicensesText } = await import(
    import.meta.resolve("./package_licenses_text.ts")
  ) as typeof import("./package_licenses_text.ts");
  const texts = [await packageLicensesText(packages), await licensesText()];
  return texts.reverse().filter((text) => text !== null).join("\n");
}

/**
 * The licences of pysandbox and of all that it is made of. An executable carries the text; from source it is collected anew, so that it
 * is never that of an earlier state.
 *
 * @throws {InternalError} where there is none.
 */
export async function licensesText(): Promise<string> {
  return Deno.build.standalone ? await embedded() : await collected();
}

async function embedded(): Promise<string> {
  try {
    const bytes = await rareContents(await Deno.readFile(rareFile("notices.txt")));
    return new TextDecoder().decode(bytes);
  } catch {
    throw new InternalError("this executable was built without its licences");
  }
}

async function collected(): Promise<string> {
  const config = filePath(new URL("deno.json", ROOT));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", config, "notices", "--print"],
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  const error = lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1)!;
  const detail = error.replace(/^error: (Uncaught \(in promise\) )?(Error: )?/, "");
  throw new InternalError(
    `the licences could not be collected: ${detail} (try 'deno task notices')`,
  );
}
