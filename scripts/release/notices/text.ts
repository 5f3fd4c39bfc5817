/** The notices in their readable form: what is inside, then each licence once. */
import type { Inventory, Item } from "./inventory.ts";

const PARTS: Readonly<Record<Item["part"], string>> = {
  base: "Deno's base executable",
  python: "Python, which runs in the sandbox",
  data: "Data",
  npm: "npm packages",
};

/** Longest line of a list. */
const WIDTH = 100;

/** The whole text. The same inventory gives the same text. */
export function noticesText({ own, deno, items, crates }: Inventory): string {
  const texts = numberTexts([own.text, ...items.flatMap((item) => item.texts)]);
  const numbers = (item: Item) =>
    item.texts.map(({ text }) => `[${texts.get(text)!.number}]`).join(" ");
  const list = (part: Item["part"]) =>
    items.filter((item) => item.part === part).map((item) =>
      [
        [
          item.version === null ? item.name : `${item.name} ${item.version}`,
          `: ${item.license ?? "names no licence"}`,
          item.texts.length > 0 ? ` ${numbers(item)}` : "",
        ].join(""),
        `  ${item.what}`,
        `  ${item.home}`,
      ].join("\n")
    ).join("\n\n");
  const names = crates.map(({ name, version }) => `${name} ${version}`);
  return [
    `Licences of what is in pysandbox ${own.version}`,
    `pysandbox itself: ${own.license} [1]

It contains the software below. Each entry names its version where that is known, its licence as an
SPDX expression, and the texts at the end of this file that belong to it.`,
    ...Object.entries(PARTS).filter(([part]) => items.some((item) => item.part === part)).map((
      [part, title],
    ) => `${underlined(title, "=")}\n\n${list(part as Item["part"])}`),
    `${underlined("Source code", "=")}

Pyodide is under the MPL-2.0: its source code is at https://github.com/pyodide/pyodide under the tag
of its version. pysandbox leaves out of its module, glue and library what it does not use; how, is
in scripts/assets/ of pysandbox's source.

V8 contains the sine and cosine of the GNU C Library, which is under the LGPL-2.1-or-later. The
source code of V8, and of the library that links it into Deno, is at
https://github.com/denoland/rusty_v8.`,
    `${underlined("What is not itemised", "=")}

Deno's base executable is built from Rust crates, and with Rust's own standard library
(https://www.rust-lang.org/policies/licenses). Deno comes with no list of their licences, and their
texts are not in this file. The crates are in Deno's lock file,
https://github.com/denoland/deno/blob/v${deno}/Cargo.lock; the licence of each is at
https://crates.io/crates/NAME/VERSION.

${
      names.length > 0
        ? `The deno command of version ${deno} names these in itself. The base executable has a part of them,
and both have more, which leave no name:\n\n${wrapped(names)}`
        : `The deno command of version ${deno} that made this file names none of them in itself.`
    }

The texts of V8 and of what is in it are those of the releases that the texts name as their source;
Deno's may be newer.`,
    ...[...texts.values()].map(({ number, sources, text }) =>
      `${"=".repeat(WIDTH)}\n[${number}] ${sources.join("\n    ")}\n${"-".repeat(WIDTH)}\n\n` +
      text.replaceAll("\r\n", "\n").replace(/^\n+|\s+$/g, "")
    ),
  ].join("\n\n") + "\n";
}

interface NumberedText {
  readonly number: number;
  readonly sources: string[];
  readonly text: string;
}

/** Each different text once, in the order of first use. */
function numberTexts(all: readonly { source: string; text: string }[]): Map<string, NumberedText> {
  const numbered = new Map<string, NumberedText>();
  for (const { source, text } of all) {
    const known = numbered.get(text);
    if (known === undefined) {
      numbered.set(text, { number: numbered.size + 1, sources: [source], text });
    } else if (!known.sources.includes(source)) known.sources.push(source);
  }
  return numbered;
}

function underlined(title: string, line: string): string {
  return `${title}\n${line.repeat(title.length)}`;
}

function wrapped(words: readonly string[]): string {
  const lines = [""];
  for (const [at, word] of words.entries()) {
    const piece = at === words.length - 1 ? word : `${word},`;
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + piece.length > WIDTH) lines.push(piece);
    else lines[lines.length - 1] = line === "" ? piece : `${line} ${piece}`;
  }
  return lines.join("\n");
}
