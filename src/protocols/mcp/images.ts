/** Which pictures models see. */
import { MEBIBYTE } from "../../core/units.ts";

/** Most bytes of a picture that a model is shown; a larger one is a resource, which its client may show or keep. */
export const LARGEST_IMAGE_BYTES = MEBIBYTE;

/** Pictures that models can see. */
const SHOWN: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** Whether a model is shown a picture, and not given it as a resource. */
export function isShownImage(mimeType: string, bytes: number): boolean {
  return SHOWN.has(mimeType) && bytes <= LARGEST_IMAGE_BYTES;
}
