/** Colours of a terminal. */
import { styleText } from "node:util";

/** What lines are drawn with. */
export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** With colours, or without. */
export function styleFor(hasColours: boolean): Style {
  const paint = (format: "green" | "red" | "dim") => (text: string) =>
    hasColours ? styleText(format, text, { validateStream: false }) : text;
  return { good: paint("green"), bad: paint("red"), faint: paint("dim") };
}
