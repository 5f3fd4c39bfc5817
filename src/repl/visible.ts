/** Characters that a terminal would obey, or that turn the order of others around, as text that can be seen. */

/** U+2028 and U+2029 end a line for some terminals and editors. */
const REORDERING: readonly (readonly [first: number, last: number])[] = [
  [0x061C, 0x061C],
  [0x200E, 0x200F],
  [0x2028, 0x202E],
  [0x2066, 0x206F],
];

/** Whether a character must not reach a terminal as it is: C0 and C1 controls, and what reorders text. */
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

/** A text in which every harmful character, line ends and tabs too, was made visible. */
export function visibleText(text: string): string {
  let visible = "";
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    visible += isHarmful(codePoint) ? visibleForm(codePoint) : character;
  }
  return visible;
}
