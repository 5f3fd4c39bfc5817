/** What an environment is to have: requirements of the command line, of files of them, and of a script. */
import { ScriptNotFoundError, ScriptUnreadableError, UsageError } from "../core/errors.ts";
import { fileProblem } from "../core/file_problem.ts";
import { BLOCK_START, scriptNeeds } from "../packages/requirements/script_block.ts";
import { readRequirementsFile } from "../packages/requirements/requirements_file.ts";
import type { Request } from "../packages/resolve/requested.ts";

/** What was given. */
export interface RequestWords {
  /** Requirements. */
  readonly words: readonly string[];
  /** Paths of files of requirements. */
  readonly files: readonly string[];
  /** Paths of scripts that say what they need. */
  readonly scripts: readonly string[];
}

/** No script is larger. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Reads what is asked for. @throws {CommandError} naming what cannot be read. */
export async function readRequest({ words, files, scripts }: RequestWords): Promise<Request> {
  const given = words.map((text) => ({ text, by: "the command line", hashes: [] }));
  const listed = (await Promise.all(files.map(readRequirementsFile))).flat();
  const needs = await Promise.all(scripts.map(async (path) => ({ path, ...await needsOf(path) })));
  return {
    requirements: [
      ...[...given, ...listed],
      ...needs.flatMap(({ path, dependencies }) =>
        dependencies.map((text) => ({ text, by: path, hashes: [] }))
      ),
    ],
    requiresPython: needs.flatMap(({ path, requiresPython }) =>
      requiresPython === null ? [] : [{ text: requiresPython, by: path }]
    ),
  };
}

async function needsOf(path: string) {
  const needs = scriptNeeds(await readScript(path), path);
  if (needs === null) {
    throw new UsageError(
      `--script: '${path}' does not say what it needs (${BLOCK_START}, PEP 723)`,
    );
  }
  if (needs.dependencies.length > 0) return needs;
  throw new UsageError(`--script: '${path}' needs no packages: run it as it is`);
}

async function readScript(path: string): Promise<string> {
  try {
    const { size } = await Deno.stat(path);
    if (size <= MOST_BYTES) return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new ScriptNotFoundError(`--script: can't open '${path}': no such file`);
    }
    throw new ScriptUnreadableError(`--script: can't read '${path}': ${fileProblem(error)}`);
  }
  throw new ScriptUnreadableError(
    `--script: can't read '${path}': it has more than ${MOST_BYTES} bytes`,
  );
}

/** The same words on a command line of a shell. */
export function shellWords({ words, files, scripts }: RequestWords): string {
  const options = [
    ...files.flatMap((path) => ["-r", path]),
    ...scripts.flatMap((path) => ["--script", path]),
  ];
  return [...options, ...words].map(shellWord).join(" ");
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
