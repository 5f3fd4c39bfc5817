/** Which files of a corpus a Python file imports, so that a bundle has what it needs and no more. */
import { posix } from "node:path";

/** `import a.b as c, d`, also within a function. */
const IMPORT = /^[ \t]*import[ \t]+([^\n#;]+)/gm;

/** `from .a import b, c`, also in parentheses over several lines. */
const FROM = /^[ \t]*from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]+)/gm;

/**
 * The files that `names` import, directly or through others, with `names` themselves and the `__init__.py` of each package.
 *
 * @param names paths below the folder that is the first place of imports, with forward slashes.
 * @param read the text of the file at such a path; null if there is none.
 */
export function withImports(
  names: readonly string[],
  read: (name: string) => string | null,
): Map<string, string> {
  const texts = new Map<string, string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (texts.has(name)) continue;
    const text = read(name);
    if (text === null) continue;
    texts.set(name, text);
    waiting.push(...packagesOf(name), ...modulesIn(text, name).flatMap(placesOf));
  }
  return texts;
}

/** The dotted names that may be modules: with `from a import b`, both `a` and `a.b`. */
function modulesIn(text: string, name: string): string[] {
  const plain = [...text.matchAll(IMPORT)].flatMap(([, list]) => namesIn(list!));
  const others = [...text.matchAll(FROM)].flatMap(([, from, list]) => {
    const base = absolute(from!, name);
    if (base === null) return [];
    const inside = namesIn(list!).filter((imported) => imported !== "*");
    return [base, ...inside.map((imported) => base === "" ? imported : `${base}.${imported}`)];
  });
  return [...plain, ...others].filter((module) => module !== "");
}

function namesIn(list: string): string[] {
  return list.replaceAll(/[()\\]|#[^\n]*/g, " ").split(",")
    .map((part) => part.trim().split(/\s/)[0]!)
    .filter((part) => part !== "");
}

/** The dotted name that a relative one means in a file; null if it leads out of the folder. */
function absolute(from: string, name: string): string | null {
  const dots = /^\.*/.exec(from)![0].length;
  if (dots === 0) return from;
  const folders = name.split("/").slice(0, -1);
  if (dots - 1 > folders.length) return null;
  const kept = folders.slice(0, folders.length - (dots - 1));
  return [...kept, ...from.slice(dots).split(".")].filter((part) => part !== "").join(".");
}

/** The files that a module with this dotted name may be in. */
export function placesOf(module: string): string[] {
  const path = module.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__init__.py`];
}

function packagesOf(name: string): string[] {
  const found: string[] = [];
  for (let at = posix.dirname(name); at !== "."; at = posix.dirname(at)) {
    found.push(`${at}/__init__.py`);
  }
  return found;
}
