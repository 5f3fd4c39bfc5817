/** TRUSTED. What a prompt is told of a jail's answer. */
import type { PromptAnswer } from "../core/prompt.ts";
import type { AnyEnd } from "../wire/jail_answer.ts";

/** What the end of a prompt's statement or question says; null for the end of a program. */
export function promptAnswerOf(end: AnyEnd): PromptAnswer | null {
  switch (end.kind) {
    case "program":
      return null;
    case "statement":
      return { kind: end.kind, state: end.answer.claimed };
    case "check":
      return { kind: end.kind, completeness: end.answer.claimed };
    case "complete":
      return { kind: end.kind, names: end.answer.claimed };
  }
}
