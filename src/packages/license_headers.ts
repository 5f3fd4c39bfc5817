/** TRUSTED code that reads hostile text: what the METADATA of a wheel says of its licence (PEP 639, and what was before it). */
import { oneLine } from "../core/one_line.ts";

/** What it says. */
export interface LicenseHeaders {
  /** On one line: an SPDX expression, or what older wheels have in its place. Null where it names none. */
  readonly license: string | null;
  /** A licence's text that stands in METADATA itself; null where there is none. */
  readonly text: string | null;
  /** Paths of files. */
  readonly files: readonly string[];
}

/** Longest licence that is a name, and no text; longest that is shown, and most files. */
const [MOST_NAME, MOST_SHOWN, MOST_FILES] = [100, 500, 1000];

/** @param headers as `headersOf` has them. */
export function licenseHeaders(headers: string): LicenseHeaders {
  const fields = fieldsOf(headers);
  const [expression] = fields.get("license-expression") ?? [];
  const [license] = fields.get("license") ?? [];
  const isName = license !== undefined && license.length <= MOST_NAME && !license.includes("\n");
  const classifiers = (fields.get("classifier") ?? [])
    .filter((one) => /^License ::/.test(one))
    .map((one) => one.split("::").at(-1)!.trim());
  const named = [
    ...[expression, isName && license !== "UNKNOWN" ? license : undefined],
    classifiers.join(", "),
  ].map((one) => oneLine(one ?? "").slice(0, MOST_SHOWN));
  return {
    license: named.find((one) => one !== "") ?? null,
    text: license === undefined || isName ? null : license.trimEnd(),
    files: (fields.get("license-file") ?? []).slice(0, MOST_FILES),
  };
}

/** The values by the names of their fields in small letters. A line that begins with a blank goes on with the one before. */
function fieldsOf(headers: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let values: string[] = [];
  for (const line of headers.split(/\r?\n/)) {
    const [, name, value] = /^([A-Za-z-]+):(.*)$/s.exec(line) ?? [];
    if (name !== undefined) {
      values = fields.get(name.toLowerCase()) ?? [];
      fields.set(name.toLowerCase(), values);
      values.push(value!.trim());
    } else if (values.length > 0) {
      // Some tools mark each further line with a bar.
      values[values.length - 1] += `\n${line.replace(/^(?: {7}\|| {8}|\s)/, "")}`;
    }
  }
  return fields;
}
