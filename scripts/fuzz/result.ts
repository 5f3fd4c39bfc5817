/** What a fuzzing process tells the one that watches it, as JSON. */
import { Buffer } from "node:buffer";
import type { Result } from "./effort.ts";

/** A result, and what it took. */
export interface Answer extends Result<unknown> {
  readonly residentBytes: number;
}

/** The answer as text. */
export function encodeResult(answer: Answer): string {
  return JSON.stringify(
    answer,
    (_, value) => value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
  );
}

/** The answer in `text`; null where that is none, because the process died. */
export function decodeResult(text: string): Answer | null {
  try {
    const answer = JSON.parse(text) as Answer;
    if (answer.finding === null) return answer;
    const stream = Uint8Array.from(Buffer.from(String(answer.finding.stream), "hex"));
    return { ...answer, finding: { ...answer.finding, stream } };
  } catch {
    return null;
  }
}
