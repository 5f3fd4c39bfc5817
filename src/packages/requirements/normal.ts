/** Requirements in one form, so that environments are found by what they were made for. */
import { normalized } from "../wheel.ts";

/** A name, and what follows it. */
const PARTS = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(.*)$/s;

/** Texts in quotes, which markers have, and what is between them. */
const QUOTED = /("[^"]*"|'[^']*')/;

/**
 * The requirements as they are compared: names as PEP 503 has them, no blanks but between words, in the order of the alphabet, each once.
 * Two that mean the same can still differ; then the same is made a second time.
 */
export function normalRequirements(requirements: readonly string[]): string[] {
  return [...new Set(requirements.map(normalRequirement))].sort();
}

function normalRequirement(text: string): string {
  const match = PARTS.exec(text.trim());
  if (match === null) return text.trim();
  const [, name, rest] = match as unknown as [string, string, string];
  const pieces = rest.split(QUOTED).map((piece, at) => at % 2 === 0 ? withoutBlanks(piece) : piece);
  return normalized(name) + pieces.join("");
}

/** Without the blanks that are at a sign. */
function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, (blanks: string, at: number) => {
    const isBetweenWords = /^\w\w$/.test(`${text[at - 1]}${text[at + blanks.length]}`);
    return isBetweenWords ? " " : "";
  });
}

/** What stands for requirements: a digest in hexadecimal. */
export async function requirementsDigest(requirements: readonly string[]): Promise<string> {
  const text = JSON.stringify(normalRequirements(requirements));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
