/** Shows characters as text that would control a terminal, or change the order of other characters. */

/** U+2028 and U+2029 end a line in some terminals and editors. */
const REORDERING: readonly (readonly [first: number, last: number])[] = [
  [0x061C, 0x061C],
  [0x200E, 0x200F],
  [0x2028, 0x202E],
  [0x2066, 0x206F],
];

/** Whether a character must not reach a terminal unchanged: C0 and C1 controls, and characters that reorder text. */
export function isHarmful(codePoint: number): boolean {
  if (codePoint < 0x20) return true;
  if (codePoint < 0x7F) return false;
  if (codePoint < 0xA0) return true;
  if (codePoint < 0x061C || codePoint > 0x206F) return false;
  return REORDERING.some(([first, last]) => codePoint >= first && codePoint <= last);
}

/** A harmful character as text: `^[`, `<9b>`, `<U+202E>`. */
export function visibleForm(codePoint: number): string {
  if (codePoint < 0x80) return `^${String.fromCharCode(codePoint ^ 0x40)}`;
  const digits = codePoint.toString(16);
  return codePoint < 0xA0 ? `<${digits}>` : `<U+${digits.toUpperCase().padStart(4, "0")}>`;
}

/** The text with every harmful character made visible, including line ends and tabs. */
export function visibleText(text: string): string {
  let visible = "";
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    visible += isHarmful(codePoint) ? visibleForm(codePoint) : character;
  }
  return visible;
}
