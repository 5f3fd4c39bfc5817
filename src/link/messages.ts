/**
 * What the linker's process reads and writes: one message each way. Little-endian: length of the header (u32), header (JSON), and
 * the bytes of which the header has the lengths.
 */
import { concat } from "../wasm/binary.ts";
import type { LinkInput, LinkOutput } from "./environment.ts";

/** A header and what follows it. */
export interface Message {
  readonly header: unknown;
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
}

const LENGTH_BYTES = 4;

/** The bytes of a message. */
export function encodeMessage(header: object, parts: Message["parts"]): Uint8Array<ArrayBuffer> {
  const lengths = parts.map(({ length }) => length);
  const text = new TextEncoder().encode(JSON.stringify({ ...header, lengths }));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, text.length, true);
  return concat([length, text, ...parts]);
}

/** @throws where the bytes are no message. */
export function decodeMessage(bytes: Uint8Array<ArrayBuffer>): Message {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
  let at = LENGTH_BYTES + length;
  const text = new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, at));
  const header: { lengths?: unknown } = JSON.parse(text);
  const lengths = Array.isArray(header.lengths) ? header.lengths : [];
  const parts = lengths.map((length) => {
    if (!Number.isSafeInteger(length) || length < 0) throw new Error("A part has no length");
    return bytes.subarray(at, at += length);
  });
  if (at !== bytes.length) throw new Error(`The message has ${bytes.length} bytes, expected ${at}`);
  return { header, parts };
}

/** What the linker is given. */
export function encodeInput(input: LinkInput): Uint8Array<ArrayBuffer> {
  const { python, lazy, symbols, files, memoryStart, calls } = input;
  const paths = files.map(({ path }) => path);
  const [word, called] = typeof calls === "string" ? [calls, new Uint8Array(0)] : ["known", calls];
  const parts = [python, lazy, symbols, called, ...files.map(({ bytes }) => bytes)];
  return encodeMessage({ paths, memoryStart, calls: word }, parts);
}

/** What the linker was given. */
export function decodeInput(bytes: Uint8Array<ArrayBuffer>): LinkInput {
  const { header, parts: [python, lazy, symbols, called, ...files] } = decodeMessage(bytes);
  const { paths, memoryStart, calls } = header as {
    paths: string[];
    memoryStart: number;
    calls: "unknown" | "noted" | "known";
  };
  return {
    ...{ python: python!, lazy: lazy!, symbols: symbols!, memoryStart },
    calls: calls === "known" ? called! : calls,
    files: files.map((bytes, at) => ({ path: paths[at]!, bytes })),
  };
}

/** What the linker gives; a text is what is wrong. */
export function encodeOutput(output: LinkOutput | string): Uint8Array<ArrayBuffer> {
  if (typeof output === "string") return encodeMessage({ error: output }, []);
  const { python, lazy, data, natives, memoryEnd, memoryMaximumOffset, notes } = output;
  const addresses = data.map(({ address }) => address);
  const header = { natives, memoryEnd, memoryMaximumOffset, addresses, notes };
  return encodeMessage(header, [python, lazy, ...data.map(({ bytes }) => bytes)]);
}
