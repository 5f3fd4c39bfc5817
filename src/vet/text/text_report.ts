/** What a person sees: lines as programs end, a bar on a terminal, a table at the end. */
import type { EnvironmentName } from "../../core/environment.ts";
import type { Vetted } from "../run/run_programs.ts";
import type { End, Reporter } from "../report/reporter.ts";
import type { Totals } from "../totals/totals.ts";
import { lastWords, programLine, summary } from "./lines.ts";
import type { ProgressBar } from "./progress_bar.ts";
import type { Style } from "./style.ts";

/** How much is said, and where. */
export interface TextOptions {
  readonly write: (text: string) => Promise<void>;
  readonly bar: ProgressBar | null;
  readonly style: Style;
  /** Only what did not pass. */
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** How many programs there are; null where nobody knows. */
  readonly planned: number | null;
  readonly jobs: number;
  readonly totals: Totals;
  /** The environment of the programs; null where they have none. */
  readonly environment: EnvironmentName | null;
  /** What is written before and after a program's own words, and what is said of a failure beside them. */
  readonly extras: TextExtras | null;
}

/** What a CI system wants to be told in between. */
export interface TextExtras {
  /** Puts a program's own words in between what makes the CI system take none of them for its own. */
  readonly enclose: (words: string) => string;
  /** What is said of a program that did not pass. */
  readonly announce: (vetted: Vetted) => string;
}

/** Writes the lines. */
export class TextReport implements Reporter, Disposable {
  readonly #options: TextOptions;
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  /** Whether a text is on its way: a bar would stand in the middle of it. */
  #isWriting = false;

  constructor(options: TextOptions) {
    this.#options = options;
    if (options.bar === null) return;
    this.#draw();
    // The clock goes on while nothing ends.
    this.#timer = setInterval(() => this.#draw(), 1000);
  }

  async ended(vetted: Vetted): Promise<void> {
    const { write, bar, style, quiet, verbose, extras } = this.#options;
    const { failure } = vetted;
    let text = quiet && failure === null ? "" : programLine(vetted, style);
    if (failure !== null) {
      const words = lastWords(vetted, verbose, style);
      text += extras === null
        ? words
        : (words === "" ? "" : extras.enclose(words)) + extras.announce(vetted);
    }
    if (text !== "") {
      bar?.erase();
      this.#isWriting = true;
      await write(text);
      this.#isWriting = false;
    }
    this.#draw();
  }

  async finish({ totals, cutShort }: End): Promise<void> {
    const { write, bar, style, quiet, planned, jobs, environment } = this.#options;
    clearInterval(this.#timer);
    bar?.erase();
    if (quiet) return;
    const why = cutShort === null ? "" : `\n${style.bad(cutShort)}\n`;
    await write(why + summary(totals, { planned, jobs, environment }, style));
  }

  #draw(): void {
    if (this.#isWriting) return;
    const { bar, planned, totals: { ended, failed, wallMs } } = this.#options;
    bar?.draw({ ended, failed, planned, wallMs }, performance.now());
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#options.bar?.erase();
  }
}
