/** TRUSTED. The JSON of one line, read within bounds of time and memory. */
import { endOfString, parseJson } from "../core/json.ts";

/** A line up to this length costs little, whatever is in it. */
const HARMLESS_LENGTH = 64 * 1024;

/** More arrays and objects than a request has. */
const MOST_BRACKETS = 64;

/** Most values of all arrays and objects together. */
const MOST_VALUES = 65_536;

/**
 * The value of a line.
 *
 * @throws {SyntaxError} where it is no JSON, or none that could be a request.
 */
export function parseLine(text: string): unknown {
  // 16 MiB of brackets would keep the engine busy for seconds, in which nobody else is served, and take 900 MB.
  if (text.length > HARMLESS_LENGTH) checkStructure(text);
  return parseJson(text);
}

/** Counts what is outside of strings. */
function checkStructure(text: string): void {
  let brackets = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at + 1);
    else if (character === ",") values++;
    else if (character === "[" || character === "{") brackets++;
    if (brackets > MOST_BRACKETS) {
      throw new SyntaxError(`expected at most ${MOST_BRACKETS} arrays and objects`);
    }
    if (values > MOST_VALUES) throw new SyntaxError(`expected at most ${MOST_VALUES} values`);
  }
}
