/**
 * TRUSTED. Files of requirements, as pip has them: a requirement a line, comments, lines that go on, other such files, and digests
 * (https://pip.pypa.io/en/stable/reference/requirements-file-format/). What is more than that is refused by name.
 */
import { UsageError } from "../../core/errors.ts";
import { fileProblem } from "../../core/file_problem.ts";
import type { Requested } from "../resolve/requested.ts";

/** Largest file, how deep files may name others, and most requirements. */
const [MOST_BYTES, MOST_DEPTH, MOST_REQUIREMENTS] = [1024 * 1024, 8, 2000];

/** A line, joined with those that it goes on in. */
interface Line {
  readonly text: string;
  /** That of the first, from 1. */
  readonly number: number;
}

/**
 * Reads a file, and those that it names.
 *
 * @throws {UsageError} naming the file and line, what is wrong there and what to do.
 */
export async function readRequirementsFile(path: string): Promise<Requested[]> {
  const found: Requested[] = [];
  await readInto(found, path, "-r", 0);
  return found;
}

async function readInto(
  found: Requested[],
  path: string,
  source: string,
  depth: number,
): Promise<void> {
  if (depth > MOST_DEPTH) {
    throw new UsageError(`${source}: '${path}' is more than ${MOST_DEPTH} files deep`);
  }
  for (const line of logicalLines(await readText(path, source))) {
    const by = `${path} line ${line.number}`;
    const other = /^(?:-r\s*|--requirement(?:\s+|=))(.+)$/.exec(line.text)?.[1];
    if (other !== undefined) {
      await readInto(found, beside(path, other.trim()), by, depth + 1);
    } else if (line.text.startsWith("-")) {
      const [option] = line.text.split(/[\s=]/, 1);
      throw new UsageError(`${by}: expected a requirement, or -r FILE; got the option '${option}'`);
    } else {
      found.push(toRequested(line.text, by));
    }
    if (found.length > MOST_REQUIREMENTS) {
      throw new UsageError(`${by}: expected at most ${MOST_REQUIREMENTS} requirements`);
    }
  }
}

async function readText(path: string, source: string): Promise<string> {
  try {
    const { size } = await Deno.stat(path);
    if (size > MOST_BYTES) {
      throw new UsageError(`${source}: '${path}' has more than ${MOST_BYTES} bytes`);
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${source}: cannot read '${path}': ${fileProblem(error)}`);
  }
}

/** A path in a file is one from its folder. */
function beside(path: string, other: string): string {
  const folder = path.replace(/[^/\\]*$/, "");
  return /^(?:[/\\]|[A-Za-z]:)/.test(other) ? other : folder + other;
}

/** Lines without comments, those that end in a backslash joined with the next; none is empty. */
function* logicalLines(text: string): Generator<Line> {
  let parts: string[] = [];
  let first = 1;
  for (const [at, whole] of `${text.replace(/^\ufeff/, "")}\n`.split(/\r?\n/).entries()) {
    if (parts.length === 0) first = at + 1;
    // A comment does not go on.
    const line = withoutComment(whole);
    if (line.endsWith("\\") && line.length === whole.length) {
      parts.push(line.slice(0, -1));
      continue;
    }
    const joined = [...parts, line].join("").trim();
    parts = [];
    if (joined !== "") yield { text: joined, number: first };
  }
}

/** A comment begins a line, or follows a blank. */
function withoutComment(line: string): string {
  for (let at = line.indexOf("#"); at >= 0; at = line.indexOf("#", at + 1)) {
    if (at === 0 || /\s/.test(line[at - 1]!)) return line.slice(0, at);
  }
  return line;
}

function toRequested(line: string, by: string): Requested {
  const words = line.split(/\s+/);
  const end = words.findIndex((word) => word.startsWith("--"));
  if (end < 0) return { text: line, by, hashes: [] };
  const hashes: string[] = [];
  const options = words.slice(end).join(" ").replaceAll("--hash ", "--hash=").split(" ");
  for (const option of options) {
    const hash = /^--hash=sha256:([0-9a-f]{64})$/i.exec(option)?.[1];
    if (hash === undefined) {
      throw new UsageError(`${by}: expected --hash=sha256:DIGEST; got '${option}'`);
    }
    hashes.push(hash.toLowerCase());
  }
  return { text: words.slice(0, end).join(" "), by, hashes };
}
