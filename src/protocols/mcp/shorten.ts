/** Long texts, cut in the middle: what a program printed first and last says most. */

/**
 * The text, or its beginning and its end with a line between them that says how much is missing.
 *
 * @param most how many UTF-16 units are kept; a pair of surrogates is never cut in two.
 * @param where says where the whole text is.
 */
export function shortenMiddle(text: string, most: number, where: string): string {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  const head = isHalf(text, half) ? half - 1 : half;
  const last = text.length - half;
  const tail = isHalf(text, last) ? last + 1 : last;
  const missing = `[${tail - head} characters left out; ${where}]`;
  return `${text.slice(0, head)}\n${missing}\n${text.slice(tail)}`;
}

/** Whether a cut at `at` would leave halves of one character. */
function isHalf(text: string, at: number): boolean {
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
}
