/** The keys that readline knows what to do with in a line. */
import type { Key } from "./keys.ts";

/** What a key does to the line, and where it cannot go further in it. */
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

/** What a key does to the line; null for one that is not readline's. */
export function lineEffect({ name, ctrl, meta }: Key): LineEffect | null {
  if (ctrl && meta) return null;
  const table = ctrl ? CONTROL : meta ? ALT : PLAIN;
  return Object.hasOwn(table, name) ? table[name]! : null;
}
