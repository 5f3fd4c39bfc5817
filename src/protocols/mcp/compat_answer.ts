/** Answers as `mcp-run-python` has them: pure. */
import type { Claims, Outcome } from "../../core/outcome.ts";
import { describeEnd } from "../../report/describe_end.ts";

/** What came of a program: a value, or why there is none. */
export type CompatAnswer =
  & { /** Lines; null where there are none. */ readonly output: string | null }
  & ({ readonly value: Claims } | { readonly error: string });

/** The answer as XML: a model reads it, and no parser. */
export function toCompatXml(answer: CompatAnswer): string {
  const isError = "error" in answer;
  const parts = [`<status>${isError ? "run-error" : "success"}</status>`];
  const add = (tag: string, text: string) => {
    parts.push(`<${tag}>`, withoutTag(text, tag), `</${tag}>`);
  };
  if (answer.output !== null) add("output", answer.output);
  if (isError) add("error", answer.error);
  else {
    const text = valueText(answer.value);
    if (text !== "") add("return_value", text);
  }
  return parts.join("\n");
}

/** The answer as JSON. */
export function toCompatJson(answer: CompatAnswer): string {
  const status = "error" in answer ? "run-error" : "success";
  const rest = "error" in answer
    ? `"error":${JSON.stringify(answer.error)}`
    : `"return_value":${valueJson(answer.value)}`;
  return `{"status":"${status}","output":${linesJson(answer.output)},${rest}}`;
}

/** An array of lines, made as text: a program may write millions. */
function linesJson(text: string | null): string {
  if (text === null) return "[]";
  const json = JSON.stringify(text).replaceAll(
    /\\(.)/g,
    (found, escaped) => escaped === "n" ? '","' : found,
  );
  return `[${json}]`;
}

/** Why a program has no value: its traceback, or what ended it. */
export function errorText(outcome: Outcome): string {
  const traceback = outcome.claimed.error?.traceback ?? "";
  if (outcome.status === "error" && traceback !== "") return traceback;
  return traceback === "" ? describeEnd(outcome) : `${traceback}${describeEnd(outcome)}`;
}

/** A value as a text: nothing of None, a string as it is, all else as JSON in lines. */
function valueText(value: Claims): string {
  const json = valueJson(value);
  if (json === "null") return "";
  return json.startsWith('"') && value.result !== null && value.resultOmitted === undefined
    ? JSON.parse(json)
    : indented(json);
}

/** A value that has no form in JSON is its `repr()`. */
function valueJson({ result, resultRepr, resultOmitted }: Claims): string {
  if (resultOmitted !== undefined) return JSON.stringify(resultRepr);
  return result === null ? "null" : result.text;
}

/** JSON without blanks, with a line for each item and member. Its numbers stay as they are written. */
function indented(json: string): string {
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]/g, (token) => {
    switch (token) {
      case "{":
      case "[":
        depth++;
        return token + line();
      case "}":
      case "]":
        depth--;
        return line() + token;
      case ",":
        return token + line();
      case ":":
        return ": ";
      default:
        return token;
    }
  });
}

/** What follows the name in a tag that is looked at: each of many tags without an end would be looked through to the end of the text. */
const LONGEST_TAG = 32;

/** A text in which no tag of that name is, whatever a program prints. */
function withoutTag(text: string, tag: string): string {
  const whole = new RegExp(`<(/?\\s*${tag}[^<>]{0,${LONGEST_TAG}})>`, "gi");
  const begun = new RegExp(`<(?=/?\\s*${tag})`, "gi");
  return text.replaceAll(whole, "&lt;$1&gt;").replaceAll(begun, "&lt;");
}
