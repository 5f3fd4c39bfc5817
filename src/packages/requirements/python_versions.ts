/** Versions of Python that a script is for, as PEP 440 writes them. Environments are checked when they are made, by `packaging`. */

const CLAUSE =
  /^(~=|===?|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)(\.\*)?((?:\.?(?:dev|post)|-?(?:a|b|rc))\d*)*$/i;

/**
 * Whether a version is among them; null where they cannot be read.
 *
 * @param python numbers with dots, such as `3.14.2`.
 */
export function includesPython(specifiers: string, python: string): boolean | null {
  const results = specifiers.split(",").filter((one) => one.trim() !== "").map((clause) =>
    meets(clause.trim(), python.split(".").map(Number))
  );
  return results.includes(null) ? null : !results.includes(false);
}

function meets(clause: string, python: readonly number[]): boolean | null {
  const match = CLAUSE.exec(clause);
  if (match === null) return null;
  const [, operator, digits, star, suffix = ""] = match;
  const numbers = digits!.split(".").map(Number);
  if (star !== undefined || operator === "~=") {
    const prefix = operator === "~=" ? numbers.slice(0, -1) : numbers;
    const isWithin = compare(python.slice(0, prefix.length), prefix) === 0;
    if (star === undefined) return isWithin && compare(python, numbers) >= 0;
    return operator === "==" ? isWithin : operator === "!=" ? !isWithin : null;
  }
  // What comes before a release, or after it.
  const order = compare(python, numbers) || (/post/i.test(suffix) ? -1 : suffix === "" ? 0 : 1);
  switch (operator) {
    case "==":
    case "===":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    default:
      return order > 0;
  }
}

/** Numbers that are not there are zeros. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
