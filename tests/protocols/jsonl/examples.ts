/**
 * The examples of `docs/protocol.md`: fenced blocks of `jsonl`, each of them one server from its start to its end.
 *
 *     $ pysandbox serve-stdio --workers 2   the command; without this line, no options
 *     > {"code": "1"}                       a line to the server; a horizontal ellipsis stands for 2,000 characters
 *     > {"answer": "c_...", ...}            the same, with the name of the call that came last
 *     < {"output": 1, ...}                  a line from it, as `mismatch` compares it
 *     ^D                                    the end of input
 *     $ kill -TERM $!                       a signal to the server
 *     $ echo $?                             it ends by itself, with the status that the next line has
 *     0
 *
 * A block without the last two ends with the end of input, and status 0.
 */

/** One step of a conversation. */
export type Step =
  | { readonly kind: "send"; readonly line: string }
  | { readonly kind: "expect"; readonly message: Message }
  | { readonly kind: "end-of-input" }
  | { readonly kind: "signal"; readonly signal: "SIGTERM" | "SIGINT" }
  | { readonly kind: "status"; readonly status: number };

/** A line from the server: any members. */
export type Message = Readonly<Record<string, unknown>>;

/** One block. */
export interface Example {
  /** The line of the document that its first line is, counted from 1. */
  readonly line: number;
  /** The words behind `pysandbox serve-stdio`. */
  readonly options: readonly string[];
  readonly steps: readonly Step[];
}

const ELLIPSIS = "\u2026";

/** The name of the call that came last, in a line to the server. */
export const LAST_CALL = `c_${ELLIPSIS}`;

/** The blocks of a document, in their order. @throws {Error} naming the line that is none of an example. */
export function parseExamples(markdown: string): Example[] {
  const examples: Example[] = [];
  for (const match of markdown.matchAll(/^```jsonl\n([\s\S]*?)^```$/gm)) {
    const line = markdown.slice(0, match.index).split("\n").length + 1;
    examples.push(parseExample(match[1]!.trimEnd().split("\n"), line));
  }
  return examples;
}

function parseExample(lines: readonly string[], line: number): Example {
  const command = /^\$ pysandbox serve-stdio((?: \S+)*)$/.exec(lines[0]!);
  const options = command === null ? [] : command[1]!.split(" ").slice(1);
  const steps: Step[] = [];
  for (let at = command === null ? 0 : 1; at < lines.length; at++) {
    const text = lines[at]!;
    if (text === "$ echo $?") steps.push(parseStatus(lines[++at] ?? "", line + at));
    else steps.push(parseStep(text, line + at));
  }
  return { line, options, steps };
}

function parseStatus(text: string, line: number): Step {
  if (!/^\d+$/.test(text)) throw new Error(`line ${line}: expected an exit status; got '${text}'`);
  return { kind: "status", status: Number(text) };
}

function parseStep(text: string, line: number): Step {
  if (text === "^D") return { kind: "end-of-input" };
  const signal = /^\$ kill -(TERM|INT) \$!$/.exec(text)?.[1] as "TERM" | "INT" | undefined;
  if (signal !== undefined) return { kind: "signal", signal: `SIG${signal}` };
  const rest = text.slice(2);
  if (text.startsWith("> ")) {
    const much = (found: string) => found === LAST_CALL ? found : "x".repeat(2000);
    return { kind: "send", line: rest.replaceAll(/(?:c_)?\u2026/g, much) };
  }
  if (!text.startsWith("< ")) throw new Error(`line ${line}: no line of an example: '${text}'`);
  try {
    return { kind: "expect", message: JSON.parse(markOpen(rest)) };
  } catch (error) {
    throw new Error(`line ${line}: ${(error as Error).message}`);
  }
}

/** JSON in which an object with an ellipsis for more members has a member of that name. */
function markOpen(text: string): string {
  return text.replaceAll(
    /"(?:[^"\\]|\\.)*"|\u2026/g,
    (found) => found === ELLIPSIS ? `"${ELLIPSIS}":true` : found,
  );
}

/** Numbers that nobody can foresee; where an example says 0, any will do. */
const MEASURED = /(?:Ms|Bytes)$|^(?:running|queued|spares|sessions)$/;

/**
 * Where a value is not what an example says; null where it is.
 *
 * An object has exactly the members of the example, or, with an ellipsis for more, at least these. In a text an ellipsis stands
 * for any text. A measured number that is 0 in the example may be any.
 *
 * @param path names the value in the answer.
 */
export function mismatch(expected: unknown, actual: unknown, path = "it"): string | null {
  if (isObject(expected) && isObject(actual)) return mismatchOfObjects(expected, actual, path);
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return firstOf(expected.map((item, at) => mismatch(item, actual[at], `${path}[${at}]`)));
  }
  if (typeof expected === "string" && typeof actual === "string" && fits(expected, actual)) {
    return null;
  }
  const name = path.slice(path.lastIndexOf(".") + 1);
  const isAny = expected === 0 && MEASURED.test(name);
  if (expected === actual || isAny && typeof actual === "number" && actual >= 0) return null;
  return `${path} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
}

function mismatchOfObjects(expected: Message, actual: Message, path: string): string | null {
  const { [ELLIPSIS]: isOpen, ...members } = expected;
  const stray = Object.keys(actual).find((name) => !Object.hasOwn(members, name));
  if (stray !== undefined && isOpen !== true) return `${path} has ${stray}, which nobody expects`;
  return firstOf(
    Object.entries(members).map(([name, value]) =>
      Object.hasOwn(actual, name)
        ? mismatch(value, actual[name], `${path}.${name}`)
        : `${path} has no ${name}`
    ),
  );
}

function fits(expected: string, actual: string): boolean {
  const parts = expected.split(ELLIPSIS).map((part) => part.replaceAll(/[^\w\s]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`).test(actual);
}

function isObject(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function firstOf(found: readonly (string | null)[]): string | null {
  return found.find((problem) => problem !== null) ?? null;
}

/**
 * Which of the expected messages a message must be: the first with the same id, or the first without one. Messages with
 * different ids may come in any order.
 *
 * @returns its index; -1 where none is expected.
 */
export function expectedIndex(expected: readonly Message[], actual: Message): number {
  return expected.findIndex((message) => message.id === actual.id);
}
