/** The licences of the packages that an environment has, for people. */
import { oneLine, withoutCommands } from "../core/one_line.ts";
import { visibleText } from "../core/visible.ts";
import {
  type EnvironmentLicenses,
  type Notice,
  readEmbeddedLicenses,
  readLicenses,
} from "../packages/licenses.ts";
import type { GivenValue } from "./option_values.ts";
import { embeddedPackages } from "./version.ts";

/** Longest line of a list. */
const WIDTH = 100;

/**
 * What `pysandbox licenses` prints of packages: those of the environment that is named, or that the executable carries. Null where there
 * is none.
 *
 * @throws {CommandError} where it cannot be read.
 */
export async function packageLicensesText(given: GivenValue | null): Promise<string | null> {
  if (given !== null) {
    return textOf(given.value, await readLicenses(given.value, given.source));
  }
  const embedded = await readEmbeddedLicenses();
  return embedded && textOf(embeddedPackages()?.name ?? "this executable", embedded);
}

/** What wheels say is hostile: it stands on one line, or behind a bar, so that it looks like nothing else here. */
export function textOf(name: string, licenses: EnvironmentLicenses): string {
  const { digest, packages, others } = licenses;
  const texts = numberTexts([...packages.flatMap(({ notices }) => notices), ...others]);
  const numbers = (notices: readonly Notice[]) => {
    const all = notices.map(({ path, text }) =>
      text === null ? `'${oneLine(path)}' (too long)` : `[${texts.get(text)!.number}]`
    );
    return [...new Set(all)].join(" ") || "(no text)";
  };
  const title = `Licences of the packages of ${oneLine(name)}`;
  return [
    `${title}\n${"=".repeat(title.length)}`,
    `${digest}

Each entry names a package, its version, the licence that its metadata names, and the texts below
that came with it. pysandbox repeats what packages say, and has not looked at it. The files
themselves are in /lib/python3.14/site-packages of programs that have the packages.`,
    packages.map(({ name, version, license, notices }) =>
      `${name} ${version}: ${license ?? "names no licence"} ${numbers(notices)}`
    ).join("\n"),
    ...(others.length === 0 ? [] : [
      `Texts in other folders, for what packages have from others: ${numbers(others)}`,
    ]),
    ...[...texts].map(([text, { number, paths }]) =>
      `${"=".repeat(WIDTH)}\n[${number}] ${paths.map(oneLine).join("\n    ")}\n` +
      `${"-".repeat(WIDTH)}\n\n${barred(text)}`
    ),
  ].join("\n\n") + "\n";
}

interface NumberedText {
  readonly number: number;
  readonly paths: string[];
}

/** Each different text once, in the order of first use. */
function numberTexts(notices: readonly Notice[]): Map<string, NumberedText> {
  const numbered = new Map<string, NumberedText>();
  for (const { path, text } of notices) {
    if (text === null) continue;
    const known = numbered.get(text);
    if (known === undefined) numbered.set(text, { number: numbered.size + 1, paths: [path] });
    else known.paths.push(path);
  }
  return numbered;
}

/** A text as it is, behind a bar in each line, but for what would control a terminal, and for the ends of printed pages. */
function barred(text: string): string {
  const whole = withoutCommands(text).replaceAll(/\r\n?/g, "\n").replaceAll("\f", "");
  // Not by an expression, whose end would be looked for at each blank of a long row.
  const lines = whole.replace(/^\n+/, "").trimEnd().split("\n");
  return lines.map((line) => `| ${line.split("\t").map(visibleText).join("\t")}`.trimEnd())
    .join("\n");
}
