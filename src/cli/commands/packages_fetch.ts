/** `pysandbox packages fetch`: wheels from an index. The only command that uses the network by itself. */
import { UsageError } from "../../core/errors.ts";
import type { Command, Given, Options } from "../command.ts";
import type { FetchCommand } from "../fetch_packages.ts";
import type { Host } from "../host.ts";
import { OptionValues } from "../option_values.ts";
import {
  PACKAGES_REQUEST_OPTIONS,
  REQUIREMENTS_OPERAND,
  toRequestWords,
} from "../packages_options.ts";

/** The index of everybody. */
const PYPI = "https://pypi.org/simple/";

/** All options of `packages fetch`. */
export const PACKAGES_FETCH_OPTIONS = {
  wheels: {
    flags: "--wheels <dir>",
    description: "the folder that wheels are written to",
    environment: null,
    isFile: true,
  },
  ...PACKAGES_REQUEST_OPTIONS,
  indexUrl: {
    flags: "--index-url <url>",
    description: `the index to ask (default: ${PYPI})`,
    environment: "PYSANDBOX_INDEX_URL",
  },
} as const satisfies Options;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toFetchCommand(
  given: Given,
  { variable }: Pick<Host, "variable">,
): FetchCommand {
  const values = new OptionValues(PACKAGES_FETCH_OPTIONS, given, { variable });
  const [folder, ...others] = values.all("wheels").map(({ value }) => value);
  if (folder === undefined || others.length > 0) {
    throw new UsageError("--wheels: expected one folder to write wheels to");
  }
  const requirements = toRequestWords(given, values);
  if (Object.values(requirements).every((one) => one.length === 0)) {
    throw new UsageError("packages fetch: expected requirements, -r FILE or --script FILE");
  }
  const { value, source } = values.find("indexUrl") ?? { value: PYPI, source: "" };
  const index = URL.parse(value);
  if (index === null || index.protocol !== "https:" && index.protocol !== "http:") {
    // It may have credentials, and is not repeated.
    throw new UsageError(`${source}: expected an address such as ${PYPI}`);
  }
  return { requirements, folder, index, certificates: variable("SSL_CERT_FILE") || null };
}

/** The command. */
export const packagesFetch: Command = {
  summary: "Fetches wheels from PyPI and from Pyodide's distribution, for packages build.",
  about:
    "Fetches wheels, and those that they depend on, from PyPI or another index, and from Pyodide's " +
    "distribution. Each is compared with its digest; what is in the folder already is not fetched. " +
    "Nothing of a wheel is run. This is the only command that uses the network for itself.",
  example: "pysandbox packages fetch --wheels wheels pydantic 'attrs>=25'",
  options: PACKAGES_FETCH_OPTIONS,
  operands: [REQUIREMENTS_OPERAND],
  run: async (given, { host }) => {
    const command = toFetchCommand(given, host);
    const { fetchPackages } = await import(
      import.meta.resolve("../fetch_packages.ts")
    ) as typeof import("../fetch_packages.ts");
    return await fetchPackages(command);
  },
};
