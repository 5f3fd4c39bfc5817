/** What a model is told of the packages that programs can import. */
import type { PackageVersion } from "../../core/environment.ts";

/** Most characters of the list: an environment can have hundreds, and a model reads this with each conversation. */
const LONGEST_LIST = 2000;

/** The line; none where there are no packages. Those that do not fit are only counted. */
export function packagesLine(packages: readonly PackageVersion[]): string[] {
  if (packages.length === 0) return [];
  const texts = packages.map(({ name, version }) => `${name} ${version}`);
  let [shown, length] = [0, 0];
  while (shown < texts.length && (length += texts[shown]!.length + 2) <= LONGEST_LIST) shown++;
  const rest = texts.length - shown;
  const list = texts.slice(0, shown).join(", ");
  return [`Packages that it can import: ${rest === 0 ? list : `${list}, and ${rest} more`}.`];
}
