/** Text in XML 1.0. Some characters can stand in no document, whichever way they are written: these become U+FFFD. */

/** All but tab, newline, carriage return, and the planes of characters without surrogates and U+FFFE, U+FFFF. */
// deno-lint-ignore no-control-regex
const IMPOSSIBLE = /[^\x09\x0a\x0d\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** The text as the content of an element. */
export function xmlText(text: string): string {
  return text.replaceAll(IMPOSSIBLE, "\ufffd").replaceAll(/[&<>\r]/g, (one) => ESCAPES[one]!);
}

/** The text as the value of an attribute, in its quotes. */
export function xmlAttribute(text: string): string {
  const escaped = text.replaceAll(IMPOSSIBLE, "\ufffd")
    .replaceAll(/[&<>"\t\n\r]/g, (one) => ESCAPES[one]!);
  return `"${escaped}"`;
}
