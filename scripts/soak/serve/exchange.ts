/** What one line requests of a server, and what must come of it. */

/** One line of a server. */
export type Answer = Readonly<Record<string, unknown>>;

/** A line, and the check of its answer. */
export interface Exchange {
  /** What kind of request it is. */
  readonly name: string;
  /** Without its newline. Bytes if it is not text. */
  readonly line: string | Uint8Array<ArrayBuffer>;
  /** Null if its answer comes in the order of the lines, without an id. */
  readonly id: string | null;
  /** What is wrong with the answer, given everything that was streamed before it. Called once, in the order of the answers. */
  readonly faults: (answer: Answer, streamed: string) => string[];
}

/** How a jail ends that was killed from outside. */
const KILLED = "the sandbox was killed (SIGKILL), perhaps by the system for want of memory";

/** Whether a program ended because its jail was killed from outside. */
export function wasKilled(answer: Answer): boolean {
  return answer.status === "crashed" && answer.error === KILLED;
}

/** One fault if the members of `expected` are not those of the answer, which may have more. */
export function differences(answer: Answer, expected: Answer): string[] {
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, answer[name]]));
  const [have, want] = [found, expected].map((one) => JSON.stringify(one)) as [string, string];
  return have === want ? [] : [`expected ${want.slice(0, 300)}; got ${shown(answer)}`];
}

/** An answer, short enough for one line. */
export function shown(answer: Answer): string {
  return JSON.stringify(answer).slice(0, 400);
}
