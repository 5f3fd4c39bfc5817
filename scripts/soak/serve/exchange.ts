/** What one line asks of a server, and what must come of it. */

/** One line of a server. */
export type Answer = Readonly<Record<string, unknown>>;

/** A line, and what is to be said of its answer. */
export interface Exchange {
  /** What kind of request it is. */
  readonly name: string;
  /** Without its newline. Bytes where it is no text. */
  readonly line: string | Uint8Array<ArrayBuffer>;
  /** Null where its answer comes in its turn, and tells nothing of whose it is. */
  readonly id: string | null;
  /** What is wrong with the answer, given all that was streamed before it. Asked once, in the order of the answers. */
  readonly faults: (answer: Answer, streamed: string) => string[];
}

/** How a jail ends that was killed from outside. */
const KILLED = "the sandbox was killed (SIGKILL), perhaps by the system for want of memory";

/** Whether a program ended because somebody killed its jail from outside. */
export function wasKilled(answer: Answer): boolean {
  return answer.status === "crashed" && answer.error === KILLED;
}

/** One fault where the members of `expected` are not those of the answer; more of these may be there. */
export function differences(answer: Answer, expected: Answer): string[] {
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, answer[name]]));
  const [have, want] = [found, expected].map((one) => JSON.stringify(one)) as [string, string];
  return have === want ? [] : [`expected ${want.slice(0, 300)}; got ${shown(answer)}`];
}

/** An answer, short enough for a line. */
export function shown(answer: Answer): string {
  return JSON.stringify(answer).slice(0, 400);
}
