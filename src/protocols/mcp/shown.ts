/** From what a program shows (`display(...)`, figures, its last value) to what models read: pictures, and texts. Pure. */
import { parseInSteps, UNBOUNDED } from "../../core/json.ts";
import { isBinaryMime } from "../../core/mime.ts";
import { memberTexts } from "../../core/raw_json.ts";
import type { Ended } from "../../engine/result.ts";
import { isShownImage } from "./images.ts";
import type { Content } from "./sdk.ts";

/** What models read of it. */
interface Shown {
  /** Of bundles that are no pictures: the text of each. */
  readonly texts: readonly string[];
  readonly contents: readonly Content[];
}

/** How much is looked at in one step, in UTF-16 units. */
const STEP_UNITS = 512 * 1024;

/** Types of which the first that a bundle has is given, and not the others: they say the same. */
const BEST = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"] as const;
const TEXTS = ["text/markdown", "text/plain", "text/latex", "text/html"] as const;

/** All bundles of a program, in steps that take some milliseconds at most. Only what is given of one is read. */
export function* shownIn(
  { display, outcome }: Pick<Ended, "display" | "outcome">,
): Generator<void, Shown> {
  const texts: string[] = [];
  const contents: Content[] = [];
  let units = 0;
  for (const [at, raw] of (display ?? []).entries()) {
    units += raw.text.length;
    if (units > STEP_UNITS) {
      units = 0;
      yield;
    }
    const bundle = memberTexts(raw);
    const type = BEST.find((one) => bundle.has(one));
    if (type !== undefined) {
      contents.push(toContent(type, yield* read(bundle.get(type)!), at));
      continue;
    }
    const text = TEXTS.find((one) => bundle.has(one));
    if (text === undefined) continue;
    const value = yield* read(bundle.get(text)!);
    // The last value's own text is given as the result.
    if (value !== outcome.claimed.resultRepr) texts.push(value);
  }
  return { texts, contents };
}

/** The string that a text of JSON is: the form of what is shown was checked. */
function* read(text: string): Generator<void, string> {
  return (yield* parseInSteps(text, UNBOUNDED)) as string;
}

function toContent(mimeType: string, data: string, at: number): Content {
  const isBinary = isBinaryMime(mimeType);
  if (isBinary && isShownImage(mimeType, data.length * 3 / 4)) {
    return { type: "image", data, mimeType };
  }
  const uri = `pysandbox://display/${at}`;
  return {
    type: "resource",
    resource: { uri, mimeType, ...(isBinary ? { blob: data } : { text: data }) },
  };
}
