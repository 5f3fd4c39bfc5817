/** The keys that readline handles within a line. */
import type { Key } from "./keys.ts";

/** What a key does to the line, and in which direction: one step, or up to the line's end or beginning. */
export type LineEffect = readonly [
  effect: "move" | "delete" | "kill",
  direction: "back" | "forth" | "bound",
];

const PLAIN: Readonly<Record<string, LineEffect>> = {
  left: ["move", "back"],
  right: ["move", "forth"],
  home: ["move", "bound"],
  end: ["move", "bound"],
  backspace: ["delete", "back"],
  delete: ["delete", "forth"],
};

const CONTROL: Readonly<Record<string, LineEffect>> = {
  b: ["move", "back"],
  f: ["move", "forth"],
  a: ["move", "bound"],
  e: ["move", "bound"],
  left: ["move", "back"],
  right: ["move", "forth"],
  h: ["delete", "back"],
  d: ["delete", "forth"],
  k: ["kill", "forth"],
  u: ["kill", "bound"],
  w: ["kill", "back"],
  backspace: ["kill", "back"],
  delete: ["kill", "forth"],
};

const ALT: Readonly<Record<string, LineEffect>> = {
  b: ["move", "back"],
  f: ["move", "forth"],
  d: ["kill", "forth"],
  backspace: ["kill", "back"],
  delete: ["kill", "forth"],
};

/** What a key does to the line; null if readline does not handle it. */
export function lineEffect({ name, ctrl, meta }: Key): LineEffect | null {
  if (ctrl && meta) return null;
  const table = ctrl ? CONTROL : meta ? ALT : PLAIN;
  return Object.hasOwn(table, name) ? table[name]! : null;
}
