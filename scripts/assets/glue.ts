/** Cuts Pyodide's JavaScript glue down to what an image without dynamic linking needs of it. */

/**
 * An assignment of one export to its variable. The glue has one for each of several thousand exports, and mentions
 * most of them nowhere else.
 */
const ASSIGNMENT =
  /(_[\w$]+)=Module\["(_[\w$]+)"\]=wasmExports\["([\w$]+)"\](?:\.value(?:>>>0)?)?;/g;

/** The glue, and how to tell which exports it still uses. */
export interface SlimGlue {
  readonly text: string;
  readonly isUsed: (name: string) => boolean;
}

/**
 * Drops the assignments of exports that are mentioned nowhere else.
 *
 * @param glue text of `pyodide.asm.mjs`.
 * @param alwaysUsed exports that others than the glue use.
 */
export function slimGlue(glue: string, alwaysUsed: ReadonlySet<string>): SlimGlue {
  const withoutAssignments = glue.replaceAll(ASSIGNMENT, "");
  const mentions = new Map<string, number>();
  for (const [word] of withoutAssignments.matchAll(/[\w$]+/g)) {
    mentions.set(word, (mentions.get(word) ?? 0) + 1);
  }
  // Each export's variable is declared once, in one list; a mention beyond that is a use.
  const isUsed = (name: string) =>
    alwaysUsed.has(name) || (mentions.get(`_${name}`) ?? 0) > 1 || mentions.has(name);
  const text = glue.replaceAll(
    ASSIGNMENT,
    (whole, _variable, _property, name: string) => isUsed(name) ? whole : "",
  );
  return { text, isUsed };
}
