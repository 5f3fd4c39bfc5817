/** TRUSTED. Names that a program is not given, because they are Python's own. */

/** The words of Python's grammar that are no names. */
const KEYWORDS: ReadonlySet<string> = new Set(
  ("False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield").split(" "),
);

/** Why a global name cannot be given to a program; null where it can. */
export function reservedProblem(name: string): string | null {
  if (KEYWORDS.has(name)) return "expected a name; it is a keyword of Python";
  return /^__.*__$/.test(name) ? "expected a name that is not one of Python's own" : null;
}
