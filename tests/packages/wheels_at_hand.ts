/** Wheels and source distributions of real packages, in the folders that PYSANDBOX_WHEELS names, separated like those of PATH. */
import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { normalized, readWheelName, type WheelName } from "../../src/packages/wheel.ts";

/** The folders. */
export const WHEEL_FOLDERS: readonly string[] = (Deno.env.get("PYSANDBOX_WHEELS") ?? "")
  .split(delimiter).filter((path) => path !== "");

const paths = WHEEL_FOLDERS.flatMap((folder) =>
  [...Deno.readDirSync(folder)].map(({ name }) => `${folder}/${name}`)
);

/** What is missing before a package can be tried; null where a wheel is there. */
export function lacksWheel(project: string): string | null {
  if (WHEEL_FOLDERS.length === 0) return "PYSANDBOX_WHEELS";
  return wheelOf(project) === undefined ? `a wheel of ${project} in PYSANDBOX_WHEELS` : null;
}

/** The path of a file with this name. @throws where it is not there. */
export function pathAtHand(file: string): string {
  const path = paths.find((path) => nameOf(path) === file);
  if (path === undefined) throw new Error(`${file} is in none of ${WHEEL_FOLDERS.join(", ")}`);
  return path;
}

/** The path of the source distribution that a project's wheel was made of; null where it is not there. */
export function sourceAtHand(project: string): string | null {
  const wheel = wheelOf(project);
  return paths.find((path) => wheel !== undefined && isSourceOf(nameOf(path), wheel)) ?? null;
}

/** Whether a file has the name of the source distribution of a wheel. */
export function isSourceOf(file: string, { project, version }: WheelName): boolean {
  const match = /^(.+)-([^-]+)\.tar\.gz$/.exec(file);
  return match !== null && normalized(match[1]!) === project && match[2] === version;
}

/** Unpacks a source distribution into a new folder, without the folder that it is in. */
export async function unpackSource(path: string, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const { code, stderr } = await new Deno.Command("tar", {
    args: ["-xzf", path, "--strip-components=1", "-C", folder],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

function wheelOf(project: string): WheelName | undefined {
  return paths.map((path) => readWheelName(nameOf(path))).find((name) =>
    name?.isUsable && name.project === normalized(project)
  ) ?? undefined;
}

function nameOf(path: string): string {
  return path.split("/").at(-1)!;
}
