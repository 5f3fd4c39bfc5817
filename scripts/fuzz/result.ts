/** What a fuzzing process reports to the process that watches it, as JSON. */
import { Buffer } from "node:buffer";
import type { Result } from "./effort.ts";

/** A result, and the effort that it took. */
export interface Answer extends Result<unknown> {
  readonly residentBytes: number;
}

/** The report as text. */
export function encodeResult(answer: Answer): string {
  return JSON.stringify(
    answer,
    (_, value) => value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
  );
}

/** The report in `text`; null if it is not one, because the process died. */
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
