/**
 * Cuts Pyodide's JavaScript glue down to what a fixed image needs of it. As published it is built for dynamic linking: it
 * names each of several thousand exports and carries every library of Emscripten, in case some later module asks.
 * Its size is start-up time: the engine parses all of it at each boot.
 */
import { minify } from "terser";

/** An assignment of one export to its variable and member; most exports are mentioned nowhere else. */
const EXPORT_ASSIGNMENT =
  /(?:_[\w$]+=)?Module\["_[\w$]+"\]=wasmExports\["([\w$]+)"\](?:\.value(?:>>>0)?)?;/g;

/** An assignment that publishes one of the glue's own functions on the module object. */
const PUBLICATION = /(?<![\w$.])Module\["([\w$]+)"\]=([\w$]+);/g;

/** The note of a library function's signature, which only the dynamic linker reads. */
const SIGNATURE = /([\w$]+)\.sig="\w*";/g;

/** Direct `eval` would keep every variable in scope alive. The jail's engine refuses to run it anyway. */
const DIRECT_EVAL = /(?<![\w$.])eval\(/g;

const IMPORT_TABLE_START = "var wasmImports={";

/** The glue made smaller, and how to tell which of the module's exports it still uses. */
export interface SlimGlue {
  readonly text: string;
  readonly isUsed: (exportName: string) => boolean;
}

/** What others than the glue use of it. */
export interface Uses {
  /** Exports of the WebAssembly module that are called from outside, or that it imports from itself. */
  readonly exports: ReadonlySet<string>;
  /** What the WebAssembly module imports and the glue is to provide. */
  readonly imports: ReadonlySet<string>;
  /** Members of the module object that are used from outside. */
  readonly members: ReadonlySet<string>;
}

/**
 * Drops what nothing uses.
 *
 * @param glue text of `pyodide.asm.mjs`.
 * @throws where the glue is not built as expected.
 */
export async function slimGlue(glue: string, uses: Uses): Promise<SlimGlue> {
  let text = glue.replaceAll(DIRECT_EVAL, "globalThis.eval(");
  const importTable = cutImportTable(text, uses.imports);
  text = importTable.text;
  text = text.replaceAll(
    SIGNATURE,
    (whole, name: string) => importTable.kept.has(name) ? whole : "",
  );
  text = await dropUnused(dropPublications(text, uses.members));
  const mentions = countWords(text.replaceAll(EXPORT_ASSIGNMENT, ""));
  // Each export's variable is declared once, in one list; a mention beyond that is a use.
  const isUsed = (name: string) =>
    uses.exports.has(name) || (mentions.get(`_${name}`) ?? 0) > 1 || mentions.has(name);
  text = text.replaceAll(
    EXPORT_ASSIGNMENT,
    (whole, name: string) => isUsed(name) ? whole : "",
  );
  return { text: await dropUnused(text), isUsed };
}

async function dropUnused(text: string): Promise<string> {
  const { code } = await minify(text, {
    module: true,
    mangle: false,
    compress: {
      ...{ defaults: false, unused: true, dead_code: true, side_effects: true },
      // No getter of the glue's does anything.
      ...{ pure_getters: true, passes: 3 },
    },
  });
  if (code === undefined) throw new Error("The glue could not be minified");
  return code;
}

/** Cuts the table of imports down to what the module imports. */
function cutImportTable(
  text: string,
  imported: ReadonlySet<string>,
): { text: string; kept: ReadonlySet<string> } {
  const start = text.indexOf(IMPORT_TABLE_START);
  const end = text.indexOf("};", start);
  if (start < 0 || end < 0) throw new Error("The glue has no table of imports");
  const entries = text.slice(start + IMPORT_TABLE_START.length, end).split(",");
  const kept = entries.filter((entry) => imported.has(entry.split(":")[0]!.replaceAll('"', "")));
  const table = IMPORT_TABLE_START + kept.join(",");
  return {
    text: text.slice(0, start) + table + text.slice(end),
    kept: new Set(kept.map((entry) => entry.split(":").at(-1)!)),
  };
}

/** Drops publications of functions that nothing reads from the module object. */
function dropPublications(text: string, members: ReadonlySet<string>): string {
  const read = new Set([...text.matchAll(/Module\.([\w$]+)/g)].map(([, name]) => name!));
  return text.replaceAll(PUBLICATION, (whole, member: string, variable: string) => {
    const droppable = member === variable && !members.has(member) && !read.has(member);
    return droppable ? "" : whole;
  });
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/[\w$]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
