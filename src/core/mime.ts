/** MIME types, as far as the form of what is shown follows from them. The Python half has the same rules. */

/** A type and a subtype, as RFC 6838 restricts them, without parameters. */
const MIME = /^[A-Za-z0-9!#$&^_.+-]{1,127}\/[A-Za-z0-9!#$&^_.+-]{1,127}$/;

/** Whether a text is a MIME type. */
export function isMime(text: string): boolean {
  return MIME.test(text);
}

/** Whether what is shown of a type is any JSON. What is shown of others is a text. */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || mime.endsWith("+json");
}

/** Whether the text that is shown of a type is base64. */
export function isBinaryMime(mime: string): boolean {
  if (isJsonMime(mime) || mime === "image/svg+xml") return false;
  return mime === "application/pdf" || /^(?:image|audio|video)\//.test(mime);
}
