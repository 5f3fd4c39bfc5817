/**
 * `--junit`: JUnit's XML, in the form that Jenkins' xUnit plugin checks by its schema (junit-10.xsd) and that GitLab and the readers of
 * GitHub's actions take. Each program is a suite of its own, so that no number has to be known before all programs have ended.
 */
import type { EnvironmentName } from "../../core/environment.ts";
import { labelOf } from "../program.ts";
import type { Vetted } from "../run/run_programs.ts";
import { tailOf } from "../text/foreign.ts";
import type { Document, Frame } from "./document.ts";
import type { End, Reporter } from "./reporter.ts";
import { xmlAttribute, xmlText } from "./xml.ts";

/** How many lines of each stream are in the report of a program that did not pass. */
const MOST_LINES = 200;

const END = "</testsuites>\n";

/** What stands around the suites. A reader that sees the unfinished end sees an error, and takes nothing for passed that has not run. */
export const JUNIT_FRAME: Frame = {
  head: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pysandbox vet">\n',
  separator: "",
  unfinished: abortedSuite("the run has not ended") + END,
};

/** Writes suites. */
export class JUnitReport implements Reporter {
  readonly #document: Document;
  /** What each suite begins with: the whole document has no place for it. */
  readonly #properties: string;

  /** @param environment that of the programs; null where they have none. */
  constructor(document: Document, environment: EnvironmentName | null = null) {
    this.#document = document;
    this.#properties = environment === null ? "" : propertiesElement(environment);
  }

  async ended(vetted: Vetted): Promise<void> {
    const { place, outcome: { status, stats }, failure } = vetted;
    const label = labelOf(place);
    const isError = failure !== null && status === "internal";
    const isFailure = failure !== null && !isError;
    const seconds = (stats.wallMs / 1000).toFixed(3);
    const counts = `tests="1" failures="${Number(isFailure)}" errors="${Number(isError)}"`;
    const attributes = `name=${xmlAttribute(label)} time="${seconds}"`;
    const body = failure === null ? "" : problemElement(vetted, isError ? "error" : "failure");
    await this.#document.add(
      `  <testsuite ${attributes} ${counts} file=${xmlAttribute(place.path)}>\n` +
        this.#properties +
        `    <testcase ${attributes} classname=${xmlAttribute(place.path)}` +
        (body === "" ? "/>\n" : `>\n${body}    </testcase>\n`) +
        "  </testsuite>\n",
    );
  }

  async finish({ cutShort }: End): Promise<void> {
    await this.#document.finish((cutShort === null ? "" : abortedSuite(cutShort)) + END);
  }
}

function propertiesElement({ name, digest }: EnvironmentName): string {
  return "    <properties>\n" +
    `      <property name="environment.name" value=${xmlAttribute(name)}/>\n` +
    `      <property name="environment.digest" value=${xmlAttribute(digest)}/>\n` +
    "    </properties>\n";
}

function problemElement(
  { failure, outcome, stdout, stderr }: Vetted,
  name: "error" | "failure",
): string {
  const message = xmlAttribute(tailOf(failure!.message, 1).lines.join(""));
  const traceback = outcome.claimed.error?.traceback ?? "";
  return `      <${name} type="${failure!.rule}" message=${message}>` +
    `${xmlText(linesOf(traceback))}</${name}>\n` +
    streamElement("system-out", stdout) + streamElement("system-err", stderr);
}

function streamElement(name: "system-out" | "system-err", text: string): string {
  return text === "" ? "" : `      <${name}>${xmlText(linesOf(text))}</${name}>\n`;
}

function linesOf(text: string): string {
  const { lines, isCut } = tailOf(text, MOST_LINES);
  return (isCut ? ["... (earlier lines are left out)", ...lines] : lines).join("\n");
}

function abortedSuite(why: string): string {
  const message = xmlAttribute(why);
  return '  <testsuite name="pysandbox vet" tests="1" failures="0" errors="1">\n' +
    '    <testcase name="all programs have run" classname="pysandbox vet">\n' +
    `      <error type="cancelled" message=${message}/>\n` +
    "    </testcase>\n  </testsuite>\n";
}
