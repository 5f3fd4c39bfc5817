/**
 * A progress bar in the last line of a terminal. A library (cli-progress, with five packages) takes 73 ms to load and would be the only
 * npm package in the executable: this is all of it that is needed.
 */

/** How far the run is. */
export interface Progress {
  readonly ended: number;
  readonly failed: number;
  /** Null where nobody knows. */
  readonly planned: number | null;
  readonly wallMs: number;
}

/** It is drawn no more often, in milliseconds. */
const INTERVAL_MS = 100;

const WIDEST_BAR = 40;

const ERASE_LINE = "\r\x1b[K";

/** Draws the bar, and takes it away where something else is to be written. */
export class ProgressBar {
  readonly #write: (text: string) => void;
  readonly #columns: number;
  #isDrawn = false;
  #drawnAt = -Infinity;

  constructor(write: (text: string) => void, columns: number) {
    this.#write = write;
    this.#columns = columns;
  }

  /** Draws it, unless that was done a moment ago. @param now by `performance.now()`. */
  draw(progress: Progress, now: number): void {
    if (this.#isDrawn && now - this.#drawnAt < INTERVAL_MS) return;
    this.#write(ERASE_LINE + barText(progress, this.#columns));
    this.#isDrawn = true;
    this.#drawnAt = now;
  }

  /** Takes it away. */
  erase(): void {
    if (!this.#isDrawn) return;
    this.#write(ERASE_LINE);
    this.#isDrawn = false;
    this.#drawnAt = -Infinity;
  }
}

/** The bar on one line, at most so many columns wide, the last of which stays empty: a cursor in it might wrap. */
export function barText({ ended, failed, planned, wallMs }: Progress, columns: number): string {
  const seconds = `${Math.floor(wallMs / 1000)}s`;
  const count = planned === null ? `${ended}` : `${ended}/${planned}`;
  const words = `${count}  ${failed} failed  ${seconds}`;
  const room = Math.min(WIDEST_BAR, columns - words.length - 5);
  if (planned === null || planned === 0 || room < 4) {
    return words.slice(0, Math.max(0, columns - 1));
  }
  const filled = Math.min(room, Math.floor(room * ended / planned));
  return `[${"#".repeat(filled)}${"-".repeat(room - filled)}] ${words}`;
}
