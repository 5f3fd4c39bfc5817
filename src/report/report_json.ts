/** The report as JSON: facts of the host, and the sandbox's claims apart from them. */
import type { EnvironmentName } from "../core/environment.ts";
import type { TakenFile } from "../core/taken_files.ts";
import type { Outcome } from "../core/outcome.ts";
import { jsonParts, type RawJson, RawList } from "../core/raw_json.ts";

/** Version of the report's format. */
const REPORT_VERSION = 1;

/** What the program wrote, as text. */
export interface Captured {
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  /** The files that were taken; null where nobody has asked for any. */
  readonly files?: readonly TakenFile[] | null;
  /** What the program has shown; null where nobody has asked for it. */
  readonly display?: readonly RawJson[] | null;
  /** The environment whose packages the program had; null where it had none. */
  readonly environment?: EnvironmentName | null;
}

/**
 * Characters that JSON need not escape, but that a terminal or a line reader interprets: C1 controls, and characters that change
 * the direction of text, are invisible, or end a line.
 */
const OBEYED = /(?:[\x7f-\x9f\u2028\u2029]|\p{Cf})+/gu;

/** The escape sequence of each unit that one was made of. */
const ESCAPES: string[] = [];

function escape(characters: string): string {
  let escaped = "";
  for (let at = 0; at < characters.length; at++) {
    const unit = characters.charCodeAt(at);
    escaped += ESCAPES[unit] ??= `\\u${unit.toString(16).padStart(4, "0")}`;
  }
  return escaped;
}

/** Half a character, as JSON writes it, or an escaped backslash, which is not the beginning of one. */
const HALF = /\\\\|\\ud[89a-f][0-9a-f]{2}/g;

/** Strict readers refuse a text with half a character in it. */
function toWellFormed(json: string): string {
  return json.replaceAll(HALF, (found) => found === "\\\\" ? found : "\ufffd");
}

/** What none of the above can be in: printable ASCII, and no half of a character. Most texts are such. */
const NOT_PLAIN = /[^ -~]|\\ud/;

/** A value of JSON as one line that is safe to show and that strict readers take. */
export function jsonLine(value: object): string {
  return [...jsonLineParts(value)].join("");
}

/** The same in parts, each of which takes some milliseconds at most, so that others can get their turn between them. */
export function* jsonLineParts(value: object): Generator<string, void> {
  for (const json of jsonParts(value)) {
    yield NOT_PLAIN.test(json) ? toWellFormed(json).replaceAll(OBEYED, escape) : json;
  }
}

/** The report on one line. */
export function reportJson(outcome: Outcome, captured: Captured): string {
  return jsonLine(reportMembers(outcome, captured));
}

/** The members of the report, in their order. */
export function reportMembers(outcome: Outcome, captured: Captured): object {
  const { status, exitCode, reason, claimed, stats, limits, walls } = outcome;
  const { stdout, stderr, truncated, files = null, display = null, environment = null } = captured;
  return {
    version: REPORT_VERSION,
    status,
    exitCode,
    reason,
    stdout,
    stderr,
    truncated,
    ...(files !== null && { files }),
    claimed: display === null ? claimed : { ...claimed, display: new RawList(display) },
    stats,
    limits,
    walls,
    ...(environment !== null && {
      environment: { name: environment.name, digest: environment.digest },
    }),
  };
}
