/** From what a program shows (`display(...)`, figures, its last value) to what models read: pictures, and texts. Pure. */
import { isBinaryMime } from "../../core/mime.ts";
import type { Ended } from "../../engine/result.ts";
import { isShownImage } from "./images.ts";
import type { Content } from "./sdk.ts";

/** What models read of it. */
interface Shown {
  /** Of bundles that are no pictures: the text of each. */
  readonly texts: readonly string[];
  readonly contents: readonly Content[];
}

/** Types of which the first that a bundle has is given, and not the others: they say the same. */
const BEST = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"] as const;
const TEXTS = ["text/markdown", "text/plain", "text/latex", "text/html"] as const;

/** All bundles of a program. */
export function shownIn({ display, outcome }: Pick<Ended, "display" | "outcome">): Shown {
  const texts: string[] = [];
  const contents: Content[] = [];
  for (const [at, raw] of (display ?? []).entries()) {
    const bundle = raw.value() as Readonly<Record<string, unknown>>;
    const type = BEST.find((one) => Object.hasOwn(bundle, one));
    if (type !== undefined) {
      contents.push(toContent(type, bundle[type] as string, at));
      continue;
    }
    const text = TEXTS.find((one) => Object.hasOwn(bundle, one));
    // The last value's own text is given as the result.
    if (text === undefined || bundle[text] === outcome.claimed.resultRepr) continue;
    texts.push(bundle[text] as string);
  }
  return { texts, contents };
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
