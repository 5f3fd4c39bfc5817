/** TRUSTED. The members of a request that are the program and what it sees. */
import { formatSize, MEBIBYTE } from "../core/units.ts";
import { isWithin, type Members, show } from "./request_members.ts";

/** No program is larger; what is, is data. */
const LARGEST_SOURCE_BYTES = 16 * MEBIBYTE;

/** Most bytes of arguments and of variables, each with the byte that ends it: what a system gives a process. */
const LARGEST_STRINGS_BYTES = MEBIBYTE;

const LARGEST_SEED = 2n ** 64n - 1n;

/** Most characters of a session's name. */
const LONGEST_SESSION = 128;

const encoder = new TextEncoder();

/** The program. @throws {RequestError} */
export function codeOf(members: Members): Uint8Array<ArrayBuffer> {
  const code = encoder.encode(members.text("code"));
  if (code.length > LARGEST_SOURCE_BYTES) {
    const most = formatSize(LARGEST_SOURCE_BYTES);
    throw members.error(`code: expected at most ${most} of UTF-8; got ${code.length} bytes`);
  }
  return code;
}

/** Standard input; null where none was given. @throws {RequestError} */
export function stdinOf(members: Members): Uint8Array<ArrayBuffer> | null {
  const text = members.text("stdin");
  return text === undefined ? null : encoder.encode(text);
}

/** `sys.argv[1:]`. @throws {RequestError} */
export function argsOf(members: Members): readonly string[] {
  const args: unknown = members.get("args") ?? [];
  if (!Array.isArray(args)) throw members.refusal("args", "an array of strings", args);
  for (const [at, value] of args.entries()) checkString(members, `args[${at}]`, value);
  checkTotal(members, "args", args);
  return args;
}

/** Environment variables. @throws {RequestError} */
export function envOf(members: Members): Readonly<Record<string, string>> {
  const given: unknown = members.get("env") ?? {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw members.refusal("env", "an object of strings", given);
  }
  const env: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    if (name === "" || name.includes("=")) {
      throw members.refusal("env", "names of at least one character, without '='", name);
    }
    checkString(members, "a name in env", name);
    checkString(members, `env ${show(name)}`, value);
    env[name] = value;
  }
  checkTotal(members, "env", Object.entries(env).flat());
  return env;
}

/** The seed; null where none was given. @throws {RequestError} */
export function seedOf(members: Members): bigint | null {
  const given = members.get("seed");
  if (given === undefined) return null;
  const isWhole = typeof given === "number"
    ? Number.isSafeInteger(given)
    : typeof given === "string" && /^\d{1,20}$/.test(given);
  const seed = isWhole ? BigInt(given as number | string) : -1n;
  if (seed >= 0n && seed <= LARGEST_SEED) return seed;
  const expected = `a whole number from 0 to 2^53 - 1, or the digits of one up to ${LARGEST_SEED}`;
  throw members.refusal("seed", expected, given);
}

/** The session's name in a member; null where none was given. @throws {RequestError} */
export function sessionOf(members: Members, member: "session" | "close"): string | null {
  const name = members.text(member);
  if (name === undefined) return null;
  if (name !== "" && isWithin(name, LONGEST_SESSION)) return name;
  throw members.refusal(member, `a name of 1 to ${LONGEST_SESSION} characters`, name);
}

/** What a system can hand to a process: whole characters, and none that ends a text. */
function checkString(members: Members, name: string, value: unknown): asserts value is string {
  if (typeof value !== "string") throw members.refusal(name, "a string", value);
  if (value.includes("\0")) throw members.error(`${name}: expected no NUL; got one`);
  members.checkCharacters(name, value);
}

function checkTotal(members: Members, name: string, texts: readonly string[]): void {
  const bytes = texts.reduce((sum, text) => sum + encoder.encode(text).length + 1, 0);
  if (bytes <= LARGEST_STRINGS_BYTES) return;
  const most = formatSize(LARGEST_STRINGS_BYTES);
  throw members.error(`${name}: expected at most ${most} in all; got ${bytes} bytes`);
}
