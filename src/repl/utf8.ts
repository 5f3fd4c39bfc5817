/** UTF-8, byte by byte: a decoder that replaces invalid bytes would hide them. */

/** The length of a UTF-8 character by its first byte; 0 if the byte cannot be first. */
export function characterLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/** The character of `length` bytes, at least two; null if they are not valid UTF-8. */
export function codePoint(bytes: Uint8Array, at: number, length: number): number | null {
  let code = bytes[at]! & (0x7F >> length);
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index]!;
    if ((byte & 0xC0) !== 0x80) return null;
    code = (code << 6) | (byte & 0x3F);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const isSurrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < least || isSurrogate || code > 0x10FFFF ? null : code;
}
