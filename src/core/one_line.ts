/** Foreign text made fit for one line of a terminal. */

/** The text without line ends, control sequences and characters that hide or turn others. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
