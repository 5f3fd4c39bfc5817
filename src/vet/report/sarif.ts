/**
 * `--sarif`: SARIF 2.1.0 (OASIS), a result for each program that did not pass. Nothing is measured here: every text of a program is
 * one line, which no link can stand in.
 */
import type { EnvironmentName } from "../../core/environment.ts";
import { labelOf } from "../program.ts";
import type { Vetted } from "../run/run_programs.ts";
import { foreignWords } from "../text/foreign.ts";
import type { Document, Frame } from "./document.ts";
import { lineOf, sourceLine } from "./location.ts";
import type { End, Reporter } from "./reporter.ts";
import { uriOf } from "./repository_path.ts";
import { ruleIndex, SARIF_RULES } from "./sarif_rules.ts";

/**
 * What stands around the results.
 *
 * @param version of pysandbox.
 * @param environment that of the programs; null where they have none.
 */
export function sarifFrame(version: string, environment: EnvironmentName | null = null): Frame {
  const driver = { name: "pysandbox", version, semanticVersion: version, rules: SARIF_RULES };
  const properties = environment === null ? "" : propertiesMember(environment);
  return {
    head:
      '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[\n' +
      `{"tool":${JSON.stringify({ driver })},\n${properties}"results":[\n`,
    separator: ",\n",
    unfinished: endOf(false, "the run has not ended"),
  };
}

/** Known at the start, so that a run which nobody finishes has it as well. */
function propertiesMember({ name, digest }: EnvironmentName): string {
  return `"properties":${JSON.stringify({ environment: { name, digest } })},\n`;
}

function endOf(isSuccessful: boolean, problem: string | null): string {
  const invocation = {
    executionSuccessful: isSuccessful,
    ...(problem !== null && {
      toolExecutionNotifications: [{ level: "error", message: { text: problem } }],
    }),
  };
  return `\n],\n"invocations":${JSON.stringify([invocation])},\n` +
    '"columnKind":"utf16CodeUnits"}]}\n';
}

/** Writes results. */
export class SarifReport implements Reporter {
  readonly #document: Document;
  readonly #toRepositoryPath: (path: string) => string | null;

  /** @param toRepositoryPath null for what is in no repository. */
  constructor(document: Document, toRepositoryPath: (path: string) => string | null) {
    this.#document = document;
    this.#toRepositoryPath = toRepositoryPath;
  }

  async ended(vetted: Vetted): Promise<void> {
    if (vetted.failure === null) return;
    const path = this.#toRepositoryPath(vetted.place.path);
    await this.#document.add(JSON.stringify(await resultOf(vetted, path)));
  }

  async finish({ totals, cutShort }: End): Promise<void> {
    const { internal } = totals;
    const failed = internal === 0 ? null : `pysandbox failed to run ${internal} programs`;
    const problem = cutShort ?? failed;
    await this.#document.finish(endOf(problem === null, problem));
  }
}

async function resultOf(vetted: Vetted, path: string | null): Promise<object> {
  const { place, failure } = vetted;
  const { rule, message } = failure!;
  const words = `${foreignWords(labelOf(place))}: ${foreignWords(message)}`;
  return {
    ruleId: rule,
    ruleIndex: ruleIndex(rule),
    level: "error",
    message: { text: withoutLinks(words) },
    locations: [{
      physicalLocation: {
        artifactLocation: path === null
          ? { uri: uriOf(place.path) }
          : { uri: uriOf(path), uriBaseId: "%SRCROOT%" },
        region: { startLine: lineOf(vetted) },
      },
    }],
    partialFingerprints: { "pysandbox/v1": await fingerprint(vetted, path ?? place.path) },
  };
}

/** `[text](target)` is a link in a message (section 3.11.6). */
function withoutLinks(text: string): string {
  return text.replaceAll("](", "] (");
}

/** Stays what it is while lines move: made of what is wrong, of the file, and of the line that it is wrong in. */
async function fingerprint(vetted: Vetted, path: string): Promise<string> {
  const { place: { line, id, case: number, ordinal }, failure } = vetted;
  const block = line === null ? null : id ?? ordinal;
  const parts = [failure!.rule, path, block, number, sourceLine(vetted)];
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex().slice(0, 32);
}
