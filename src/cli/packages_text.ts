/** What `packages list` and `packages show` print. */
import { UsageError } from "../core/errors.ts";
import { oneLine } from "../core/one_line.ts";
import { MEBIBYTE } from "../core/units.ts";
import { type About, BrokenError, readAbout } from "../packages/store/about.ts";
import { pathOf } from "../packages/store/names.ts";
import { listStore, type Stored } from "../packages/store/store.ts";

/** Most packages that a line of the list names. */
const MOST_NAMED = 6;

/** A line for each environment: name, size, and packages, or what is wrong with it. */
export async function listText(): Promise<string> {
  const rows = (await listStore()).map(toRow);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows.map(([name, size, text]) =>
    `${name.padEnd(widths[0]!)}  ${size.padStart(widths[1]!)}  ${oneLine(text)}\n`
  ).join("");
}

function toRow({ name, about }: Stored): [name: string, size: string, text: string] {
  if (about instanceof BrokenError) return [oneLine(name), "-", `broken: ${about.message}`];
  const packages = about.contents.wheels.map(({ project, version }) => `${project} ${version}`);
  const more = packages.length - MOST_NAMED;
  const named = packages.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const note = about.fits ? "" : "made by another version of pysandbox: ";
  return [oneLine(name), sizeOf(about), note + named];
}

/** Everything about one environment, each byte of which is compared with its checksum. @throws {UsageError} */
export async function showText(word: string): Promise<string> {
  const path = await pathOf(word);
  let about: About;
  try {
    about = await readAbout(path, true);
  } catch (error) {
    if (!(error instanceof BrokenError)) throw error;
    throw new UsageError(`packages show ${word}: ${error.message}`);
  }
  const { contents: { pysandbox, requirements, wheels, warm }, fits } = about;
  const facts: Record<string, string> = {
    file: path,
    size: sizeOf(about),
    "made by": `pysandbox ${pysandbox}${fits ? "" : ", another one: this one cannot use it"}`,
    "made for": requirements.join(", ") || "all wheels of a folder",
    ...(warm !== undefined && { "warmed by": `${warm.file} sha256:${warm.sha256}` }),
  };
  return [
    ...Object.entries(facts).map(([name, value]) =>
      `${`${name}:`.padEnd(warm === undefined ? 10 : 11)}${oneLine(value)}\n`
    ),
    ...wheels.map(({ project, version, file, sha256 }) =>
      `\n${oneLine(`${project} ${version}`)}\n  ${oneLine(file)}\n  sha256:${oneLine(sha256)}\n`
    ),
  ].join("");
}

function sizeOf({ bytes }: About): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}
