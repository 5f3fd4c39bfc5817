/**
 * Enforces which part of pysandbox may import which: the trusted half and the hostile half share nothing but `core`, `wire`,
 * `pack` and `walls`, and no part imports a package. And no file imports itself by way of others.
 */

/** What the files of one part may import. */
interface Rule {
  /** Folders below `src/`, beside the part's own. */
  readonly layers: readonly string[];
  /** npm packages, each with the only file that may import it. */
  readonly packages: Readonly<Record<string, string>>;
}

/** All parts: the folders below `src/`, and the entries: of the command, and of the library. */
export const RULES: Readonly<Record<string, Rule>> = {
  core: { layers: [], packages: {} },
  wire: { layers: ["core"], packages: {} },
  report: { layers: ["core"], packages: {} },
  pack: { layers: ["core"], packages: {} },
  wasm: { layers: ["core"], packages: {} },
  walls: { layers: ["core"], packages: {} },
  link: { layers: ["core", "pack", "wasm", "walls"], packages: {} },
  host: { layers: ["core", "wire", "report", "walls"], packages: {} },
  jail: { layers: ["core", "wire", "pack", "walls"], packages: {} },
  packages: { layers: ["core", "wire", "pack", "link", "walls", "host"], packages: {} },
  doctor: { layers: ["core", "host", "walls"], packages: {} },
  engine: { layers: ["core", "host", "packages"], packages: {} },
  protocols: { layers: ["core", "engine", "report"], packages: {} },
  vet: { layers: ["core", "engine", "report"], packages: {} },
  repl: { layers: ["core", "host", "report"], packages: {} },
  cli: {
    layers: ["core", "doctor", "host", "report", "repl", "protocols", "vet", "packages", "walls"],
    packages: {},
  },
  "cli.ts": { layers: ["core", "cli", "jail", "link"], packages: {} },
  "mod.ts": { layers: ["core", "engine"], packages: {} },
};

/** An import that its file may not have. */
export interface Violation {
  /** Path from the project's root. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The specifier as written. */
  readonly imported: string;
  /** What the file may import instead. */
  readonly allowed: string;
}

/** `import ... from "x"`, `import "x"` and `export ... from "x"`, with or without attributes; over several lines too. */
const STATIC_IMPORT =
  /(?<=^|;)[ \t]*(?:import\s*(?:(?:[\w$*,\s]|\{[^}]*\})*?(?<![\w$])from\s*)?|export\s*(?:type\s*)?(?:\*[\w$\s]*?|\{[^}]*\}\s*)from\s*)(["'])([^"'\n]+)\1/gm;

/** `import("x")`, as an expression or as a type. What is computed at run time cannot be seen here. */
const DYNAMIC_IMPORT = /(?<![\w$.])import\s*\(\s*(["'`])([^"'`$\n]+)\1/g;

/** Whole comments: a block that begins a line, and lines that are nothing else. */
const COMMENT = /^[ \t]*(?:\/\*[\s\S]*?\*\/|\/\/.*)/gm;

/**
 * Finds what a source file imports and may not.
 *
 * @param file its path from the project's root, with forward slashes: `src/core/units.ts`, or `cli.ts`.
 */
export function findViolations(file: string, text: string): Violation[] {
  const part = partOf(file);
  const rule = RULES[part];
  if (rule === undefined) {
    const allowed = `a folder that has a rule: ${Object.keys(RULES).join(", ")}`;
    return [{ file, line: 1, imported: `nothing yet, being part of '${part}'`, allowed }];
  }
  return importsOf(text)
    .filter(({ imported }) => !isAllowed(imported, file, part, rule))
    .map(({ line, imported }) => ({ file, line, imported, allowed: describe(file, part, rule) }));
}

/** A violation on one line. */
export function formatViolation({ file, line, imported, allowed }: Violation): string {
  return `${file}:${line}: imports ${imported}; allowed: ${allowed}`;
}

/**
 * Finds files that import one another in a circle, by whatever kind of import: none of them can be read, tested or moved alone.
 *
 * @param files texts by path from the project's root.
 * @returns each circle once, from a file to itself, as the imports go. Where circles share files, not every way round is found.
 */
export function findCircles(files: ReadonlyMap<string, string>): string[][] {
  const circles: string[][] = [];
  const path: string[] = [];
  const done = new Set<string>();
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) circles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    path.push(file);
    for (const { imported } of importsOf(files.get(file)!)) {
      const target = targetOf(imported, file);
      if (target !== null && files.has(target)) visit(target);
    }
    path.pop();
    done.add(file);
  };
  for (const file of files.keys()) visit(file);
  return circles;
}

/** The path from the project's root that a relative import means; null for any other. */
function targetOf(imported: string, file: string): string | null {
  if (!/^\.{1,2}\//.test(imported)) return null;
  return new URL(imported, `file:///${file}`).pathname.slice(1);
}

function importsOf(text: string): { line: number; imported: string }[] {
  const code = text.replaceAll(COMMENT, (comment) => comment.replaceAll(/[^\n]/g, " "));
  return [STATIC_IMPORT, DYNAMIC_IMPORT]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map((match) => ({
      // The line of the specifier, which is where an editor should go.
      line: code.slice(0, match.index + match[0].length).split("\n").length,
      imported: match[2]!,
    }))
    .sort((first, second) => first.line - second.line);
}

function isAllowed(imported: string, file: string, part: string, rule: Rule): boolean {
  if (imported.startsWith("node:")) return true;
  const target = targetOf(imported, file);
  if (target === null) return rule.packages[imported] === file;
  const isData = target.endsWith(".json") && !/^(?:tests|scripts)\//.test(target);
  if (!target.startsWith("src/")) return isData;
  const targetPart = partOf(target);
  return targetPart === part || rule.layers.includes(targetPart);
}

function partOf(file: string): string {
  const [root, folder, ...rest] = file.split("/");
  if (root !== "src") return file;
  return rest.length === 0 ? file : folder!;
}

function describe(file: string, part: string, { layers, packages }: Rule): string {
  const own = part === file ? [] : [part];
  const names = [...own, ...layers].map((name) => `src/${name}/`);
  const here = Object.keys(packages).filter((name) => packages[name] === file);
  return [...names, ...here, "node:", "JSON data"].join(", ");
}

/** Source files below `folder`, which ends in a slash. */
function* sourceFiles(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sourceFiles(`${folder}${name}/`);
    else if (/\.[cm]?[jt]sx?$/.test(name)) yield folder + name;
  }
}

if (import.meta.main) {
  const paths = ["cli.ts", "mod.ts", ...[...sourceFiles("src/")].sort()];
  const files = new Map(paths.map((path) => [path, Deno.readTextFileSync(path)]));
  const wrong = [
    ...[...files].flatMap(([path, text]) => findViolations(path, text)).map(formatViolation),
    ...findCircles(files).map((circle) => `a circle of imports: ${circle.join(" -> ")}`),
  ];
  const lines = wrong.map((line) => `${line}\n`).join("");
  Deno.stderr.writeSync(new TextEncoder().encode(lines));
  Deno.exit(wrong.length === 0 ? 0 : 1);
}
