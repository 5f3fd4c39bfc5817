/** Reads the program of `run`: code, a module's name, a file or standard input. */
import { ScriptNotFoundError, ScriptUnreadableError } from "../core/errors.ts";
import type { Program } from "../core/request.ts";
import { formatSize, MEBIBYTE } from "../core/units.ts";
import { dedent } from "./dedent.ts";
import { fileProblem } from "../core/file_problem.ts";
import type { Host } from "./host.ts";

/** Where the program comes from. */
export type ProgramSource =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "file"; readonly path: string };

/** No program is larger; what is, is data, or an endless file. */
const LARGEST_SOURCE_BYTES = 16 * MEBIBYTE;

/** Standard input by the names of device files. Deno would require all permissions to open these. */
const STDIN_PATHS: ReadonlySet<string> = new Set(
  Deno.build.os === "windows" ? [] : ["/dev/stdin", "/dev/fd/0"],
);

/** @throws {CommandError} where it cannot be read, or is too large. */
export async function readProgram(
  source: ProgramSource,
  host: Pick<Host, "readFile" | "readStdin">,
): Promise<Program> {
  switch (source.kind) {
    case "code":
      return { kind: "code", name: "-c", source: new TextEncoder().encode(dedent(source.code)) };
    case "module":
      return source;
    case "stdin": {
      const bytes = await host.readStdin(LARGEST_SOURCE_BYTES + 1);
      checkSize(bytes, "the program on standard input");
      return { kind: "stdin", name: "-", source: bytes };
    }
    case "file": {
      const bytes = await readScript(source.path, host);
      if (bytes === null) return { kind: "folder", name: source.path };
      checkSize(bytes, `'${source.path}'`);
      return { kind: "file", name: source.path, source: bytes };
    }
  }
}

/**
 * Whether a program may say in comments which packages it needs (PEP 723). Most do not, and nothing is loaded for them that reads more
 * than this.
 */
export function mayNeedPackages(program: Program): boolean {
  if (program.kind === "module" || program.kind === "folder") return program.kind === "folder";
  const { source } = program;
  // An archive, which Python runs as well, ends in its directory.
  if (source.at(-22) === 0x50 && source.at(-21) === 0x4B) return true;
  return new TextDecoder("latin1").decode(source).includes("# /// script");
}

/** The script's bytes; null where it is a folder that can be run. */
async function readScript(
  path: string,
  host: Pick<Host, "readFile" | "readStdin">,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    if (STDIN_PATHS.has(path)) return await host.readStdin(LARGEST_SOURCE_BYTES + 1);
    return await host.readFile(path, LARGEST_SOURCE_BYTES + 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new ScriptNotFoundError(`can't open '${path}': no such file`);
    }
    const isFolder = error instanceof Deno.errors.IsADirectory;
    if (isFolder && await isThere(`${path}/__main__.py`, host)) return null;
    const why = isFolder
      ? "it is a folder without a __main__.py, expected a Python file"
      : fileProblem(error);
    throw new ScriptUnreadableError(`can't read '${path}': ${why}`);
  }
}

async function isThere(path: string, host: Pick<Host, "readFile">): Promise<boolean> {
  return await host.readFile(path, 1).then(() => true, () => false);
}

function checkSize(source: Uint8Array, name: string): void {
  if (source.length <= LARGEST_SOURCE_BYTES) return;
  const most = formatSize(LARGEST_SOURCE_BYTES);
  throw new ScriptUnreadableError(
    `can't read ${name}: it is larger than ${most}, the most for a program`,
  );
}
