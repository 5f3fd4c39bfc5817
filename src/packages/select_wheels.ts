/** TRUSTED. Which wheels come into an environment. */
import { UsageError } from "../core/errors.ts";
import { PackageError } from "./package_error.ts";
import { normalized, PLATFORM, readWheelName, type WheelName } from "./wheel.ts";

/** A wheel that was chosen. */
export interface Wheel extends WheelName {
  readonly path: string;
}

/** What is asked for: a project, and its version where that matters. */
interface Requirement {
  readonly text: string;
  readonly project: string;
  readonly version: string | null;
}

const REQUIREMENT = /^([A-Za-z0-9][A-Za-z0-9._-]*?)(?:==([A-Za-z0-9._!+]+))?$/;

/**
 * Chooses wheels: those that are asked for, or all that the folders have. What they depend on is not looked at.
 *
 * @param requirements each `NAME` or `NAME==VERSION`; none are all.
 * @param folders paths of folders with wheels.
 * @throws {UsageError | PackageError} naming what was wanted and what there is.
 */
export async function selectWheels(
  requirements: readonly string[],
  folders: readonly string[],
): Promise<Wheel[]> {
  const wanted = requirements.map(readRequirement);
  const found = (await Promise.all(folders.map(wheelsIn))).flat();
  const projects = wanted.length > 0
    ? wanted
    : [...new Set(found.map(({ project }) => project))].map((project): Requirement => (
      { text: project, project, version: null }
    ));
  if (projects.length === 0) throw new PackageError(`${folders.join(", ")}: no wheels there`);
  const chosen = projects.map((one) => choose(one, found, folders));
  return [...new Set(chosen)].sort((one, other) => one.project < other.project ? -1 : 1);
}

function readRequirement(text: string): Requirement {
  const match = REQUIREMENT.exec(text);
  if (match === null) throw new UsageError(`'${text}': expected NAME or NAME==VERSION`);
  return { text, project: normalized(match[1]!), version: match[2] ?? null };
}

async function wheelsIn(folder: string): Promise<Wheel[]> {
  const wheels: Wheel[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const wheel = readWheelName(name);
      if (wheel !== null) wheels.push({ ...wheel, path: `${folder}/${name}` });
    }
  } catch {
    throw new UsageError(`--wheels: cannot read the folder '${folder}'`);
  }
  return wheels.sort((one, other) => one.file < other.file ? -1 : 1);
}

function choose(
  { text, project, version }: Requirement,
  found: readonly Wheel[],
  folders: readonly string[],
): Wheel {
  const named = found.filter((one) =>
    one.project === project && (version === null || one.version === version)
  );
  const usable = named.filter(({ isUsable }) => isUsable);
  const names = (wheels: readonly Wheel[]) => wheels.map(({ file }) => file).join(", ");
  if (named.length === 0) {
    throw new PackageError(`${text}: no wheel of it in ${folders.join(", ")}`);
  }
  if (usable.length === 0) {
    throw new PackageError(
      `${text}: expected a wheel for py3-none-any or cp314-cp314-${PLATFORM}; there is ${
        names(named)
      }`,
    );
  }
  // One for this platform before one for all.
  const native = usable.filter(({ tags }) => tags.endsWith(PLATFORM));
  const [one, ...others] = native.length > 0 ? native : usable;
  if (others.length > 0) {
    throw new PackageError(`${text}: several wheels fit: ${names(usable)}; name one by ==VERSION`);
  }
  return one!;
}
