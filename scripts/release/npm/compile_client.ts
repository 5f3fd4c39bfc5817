/** The client and the launcher as JavaScript for Node.js, with declarations of their types. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { BuildError } from "../build/build_error.ts";

const ENTRIES = ["npm/index.ts", "npm/launcher.ts"];

/**
 * Compiles `clients/typescript/` into a folder. `deno task check` has checked the types: here the declarations of Node.js are not
 * at hand, and what the declarations of ours need is written where it is exported.
 *
 * @throws {BuildError} if a declaration cannot be made so.
 */
export function compileClient(root: URL, folder: string): void {
  const source = fileURLToPath(new URL("clients/typescript/", root));
  const program = ts.createProgram(ENTRIES.map((entry) => `${source}${entry}`), {
    target: ts.ScriptTarget.ES2022,
    // Disposable objects, which Node.js 20 has.
    lib: ["lib.es2024.d.ts", "lib.esnext.disposable.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    rewriteRelativeImportExtensions: true,
    strict: true,
    types: [],
    declaration: true,
    isolatedDeclarations: true,
    newLine: ts.NewLineKind.LineFeed,
    rootDir: source,
    outDir: folder,
  });
  const { diagnostics } = program.emit();
  const [first] = diagnostics;
  if (first === undefined) return;
  throw new BuildError(
    `${first.file?.fileName}: ${ts.flattenDiagnosticMessageText(first.messageText, "\n")}`,
  );
}
