/** `pysandbox serve-stdio`: runs programs for a client. */
import { UsageError } from "../../core/errors.ts";
import { formatSize, MEBIBYTE, parseSize } from "../../core/units.ts";
import type { Command, Given, Options } from "../command.ts";
import { ENGINE_OPTIONS, toEngineValues } from "../engine_options.ts";
import type { Host } from "../host.ts";
import { OptionValues } from "../option_values.ts";
import {
  LIMIT_OPTIONS,
  MAX_FILES_OPTION,
  PACKAGES_OPTION,
  VERBOSITY_OPTIONS,
  WALLS_OPTION,
} from "../options.ts";
import type { ServeCommand } from "../stdio_server.ts";

/** All options of `serve-stdio`: run's limits are what no request may exceed. */
export const SERVE_OPTIONS = {
  ...ENGINE_OPTIONS,
  maxLine: {
    flags: "--max-line <size>",
    description: "longest line of the client (default: 16MiB)",
    environment: "PYSANDBOX_MAX_LINE",
  },
  ...LIMIT_OPTIONS,
  ...MAX_FILES_OPTION,
  ...PACKAGES_OPTION,
  ...WALLS_OPTION,
  ...VERBOSITY_OPTIONS,
} as const satisfies Options;

/** The least that a client can ask for. */
const SIMPLEST_REQUEST = '{"code": "4 + 5"}';

/** Most output that an answer takes: each byte may become six characters of one JSON text, which the engine bounds. */
const LARGEST_ANSWERED_BYTES = 64 * MEBIBYTE;

/** The same of files. */
const LARGEST_ANSWERED_FILES_BYTES = 128 * MEBIBYTE;

const LINE_BYTES = { fallback: 16 * MEBIBYTE, least: 1024, most: 256 * MEBIBYTE } as const;

/** @throws {UsageError} at the first thing that is wrong, naming it and what is allowed. */
export function toServeCommand(
  given: Given,
  { variable, processors }: Pick<Host, "variable" | "processors">,
): ServeCommand {
  const values = new OptionValues(SERVE_OPTIONS, given, { variable });
  const limits = values.limits();
  if (limits.maxOutputBytes > LARGEST_ANSWERED_BYTES) {
    // The default is smaller: something was given.
    const { source } = values.find("maxOutput")!;
    throw new UsageError(
      `${source}: expected at most ${formatSize(LARGEST_ANSWERED_BYTES)} with serve-stdio, ` +
        `whose answers hold the output in one text; got ${formatSize(limits.maxOutputBytes)}`,
    );
  }
  return {
    limits,
    walls: values.walls(),
    maxFilesBytes: toFilesBytes(values),
    ...toEngineValues(values, processors),
    maxLineBytes: toLineBytes(values),
    packages: values.find("packages"),
    quiet: values.isSet("quiet"),
    verbose: values.isSet("verbose"),
  };
}

/** Base64 is a third longer, and an answer holds it in one text. */
function toFilesBytes(values: Values): number {
  const bytes = values.maxFiles();
  if (bytes <= LARGEST_ANSWERED_FILES_BYTES) return bytes;
  // The default is smaller: something was given.
  const { source } = values.find("maxFiles")!;
  throw new UsageError(
    `${source}: expected at most ${formatSize(LARGEST_ANSWERED_FILES_BYTES)} with serve-stdio, ` +
      `whose answers hold the files in one text; got ${formatSize(bytes)}`,
  );
}

type Values = OptionValues<keyof typeof SERVE_OPTIONS>;

function toLineBytes(values: Values): number {
  const given = values.find("maxLine");
  if (given === null) return LINE_BYTES.fallback;
  const bytes = parseSize(given.value);
  if (bytes !== null && bytes >= LINE_BYTES.least && bytes <= LINE_BYTES.most) return bytes;
  throw new UsageError(
    `${given.source}: expected a size such as 64, 64MiB or 1G, from ${
      formatSize(LINE_BYTES.least)
    } to ${formatSize(LINE_BYTES.most)}; got '${given.value}'`,
  );
}

/** The command. */
export const serveStdio: Command = {
  summary: "Runs programs for a client: JSON Lines on standard input and output.",
  about: "Runs programs for a client. Each line of standard input is a request, one JSON " +
    "object, and is answered by one on standard output. A program gets an interpreter that no " +
    "code has run in before, or its session's. A request may ask for less than the limits " +
    "below, never for more. The server ends when its input ends.",
  example: `echo '${SIMPLEST_REQUEST}' | pysandbox serve-stdio`,
  options: SERVE_OPTIONS,
  operands: [],
  excessHint: () => `programs come as lines on standard input: ${SIMPLEST_REQUEST}`,
  run: async (given, { host }) => {
    const command = toServeCommand(given, host);
    const { runServer } = await import(
      import.meta.resolve("../stdio_server.ts")
    ) as typeof import("../stdio_server.ts");
    return await runServer(command, host.processors);
  },
};
