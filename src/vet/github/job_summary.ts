/** The summary of a job, as GitHub shows it: a table in HTML, in which no text of others is Markdown or HTML. */
import type { EnvironmentName } from "../../core/environment.ts";
import { labelOf } from "../program.ts";
import type { Vetted } from "../run/run_programs.ts";
import type { End, Reporter } from "../report/reporter.ts";
import { foreignWords } from "../text/foreign.ts";
import { formatTime } from "../text/lines.ts";

/** How many programs are in the table: GitHub takes at most 1 MiB of a step. */
const MOST_ROWS = 200;

/** Writes the summary at the end. */
export class JobSummary implements Reporter {
  readonly #append: (text: string) => Promise<void>;
  readonly #environment: EnvironmentName | null;
  readonly #rows: string[] = [];

  /**
   * @param append adds to the summary of this step.
   * @param environment that of the programs; null where they have none.
   */
  constructor(
    append: (text: string) => Promise<void>,
    environment: EnvironmentName | null = null,
  ) {
    this.#append = append;
    this.#environment = environment;
  }

  ended({ place, failure }: Vetted): Promise<void> {
    if (failure !== null && this.#rows.length < MOST_ROWS) {
      const { rule, message } = failure;
      const cells = [labelOf(place), rule, message].map((text) =>
        `<td><code>${escaped(foreignWords(text))}</code></td>`
      );
      this.#rows.push(`<tr>${cells.join("")}</tr>\n`);
    }
    return Promise.resolve();
  }

  async finish({ totals, cutShort }: End): Promise<void> {
    const { passed, failed, ended, wallMs, passAt } = totals;
    const mark = failed === 0 && cutShort === null ? "passed" : "failed";
    const lines = [
      `### pysandbox vet: ${mark}`,
      "",
      `${ended} ${ended === 1 ? "program" : "programs"}: ${passed} passed, ${failed} failed in ${
        formatTime(wallMs)
      }`,
      ...passAt.map(({ k, value }) => `pass@${k}: ${value.toFixed(4)}`),
      ...(cutShort === null ? [] : ["", cutShort]),
      ...this.#environmentLines(),
      "",
    ];
    await this.#append(`${lines.join("\n")}\n${this.#table(failed)}`);
  }

  #environmentLines(): string[] {
    if (this.#environment === null) return [];
    const { name, digest } = this.#environment;
    return ["", `packages of <code>${escaped(foreignWords(name))}</code> (${digest})`];
  }

  #table(failed: number): string {
    if (this.#rows.length === 0) return "";
    const rest = failed - this.#rows.length;
    const more = rest > 0 ? `<tr><td colspan="3">... and ${rest} more</td></tr>\n` : "";
    const head = "<tr><th>program</th><th>rule</th><th>what</th></tr>\n";
    return `<table>\n${head}${this.#rows.join("")}${more}</table>\n\n`;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => ENTITIES[one]!);
}
