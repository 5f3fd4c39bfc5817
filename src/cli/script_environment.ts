/** The environment that a program says it needs (PEP 723), where it does. */
import { UsageError } from "../core/errors.ts";
import type { Program } from "../core/request.ts";
import { includesPython } from "../packages/requirements/python_versions.ts";
import { BLOCK_START, scriptNeeds } from "../packages/requirements/script_block.ts";
import { findMadeFor } from "../packages/store/store.ts";
import { readZip } from "../packages/zip.ts";
import type { Host } from "./host.ts";
import type { GivenValue } from "./option_values.ts";
import { shellWord } from "./packages_request.ts";
import { embeddedPackages, versions } from "./version.ts";

/** What a folder or archive runs. */
const MAIN = "__main__.py";

/** No program is larger. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The environment that was made for what a program needs; null where it needs none, or this executable has one for all programs.
 *
 * @throws {UsageError} where there is none, with the command that makes it; where the program is for another Python; or where what it
 * says cannot be read.
 */
export async function environmentFor(
  program: Program,
  host: Pick<Host, "readFile">,
): Promise<GivenValue | null> {
  const source = embeddedPackages() === null ? await sourceOf(program, host) : null;
  if (source === null) return null;
  const text = new TextDecoder().decode(source);
  const name = program.kind === "stdin" ? "the program on standard input" : program.name;
  const needs = text.includes(BLOCK_START) ? scriptNeeds(text, name) : null;
  if (needs === null) return null;
  const { dependencies, requiresPython } = needs;
  checkPython(requiresPython, name);
  if (dependencies.length === 0) return null;
  const environment = await findMadeFor(dependencies);
  if (environment !== null) return { value: environment.path, source: name };
  const words = program.kind === "file" && !isArchive(program.source)
    ? `--script ${shellWord(program.name)}`
    : dependencies.map(shellWord).join(" ");
  throw new UsageError(
    `${name} needs packages, and no environment was made for them (or use --packages): ` +
      `pysandbox packages build --wheels DIR ${words}`,
  );
}

async function sourceOf(
  program: Program,
  host: Pick<Host, "readFile">,
): Promise<Uint8Array<ArrayBuffer> | null> {
  switch (program.kind) {
    case "module":
      return null;
    case "folder":
      return await host.readFile(`${program.name}/${MAIN}`, MOST_BYTES);
    default:
      return isArchive(program.source) ? mainOf(program.source) : program.source;
  }
}

/** Whether this is an archive, which Python runs as well: it may begin with a line for the shell. */
function isArchive(source: Uint8Array): boolean {
  const end = source.subarray(-22);
  return end[0] === 0x50 && end[1] === 0x4B && end[2] === 5 && end[3] === 6;
}

/** What an archive runs; null where that cannot be read, which Python will say. */
function mainOf(archive: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  try {
    const entry = readZip(archive).get(MAIN);
    return entry === undefined || entry.size > MOST_BYTES ? null : entry.contents();
  } catch {
    return null;
  }
}

function checkPython(requiresPython: string | null, name: string): void {
  if (requiresPython === null) return;
  const { python } = versions();
  switch (includesPython(requiresPython, python)) {
    case true:
      return;
    case false:
      throw new UsageError(`${name} requires Python ${requiresPython}, and this is ${python}`);
    case null:
      throw new UsageError(
        `${name}: expected requires-python such as '>=3.11'; got '${requiresPython}'`,
      );
  }
}
