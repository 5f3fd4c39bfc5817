/** A reader of frames, correct except for one planted fault. */
import type { Reader } from "../../boundary.ts";
import { FrameError, type FramePart, JAIL_FRAME_CAPS } from "../../../../src/wire/frame.ts";

/** Faults of a reader, by their effects. */
export const READER_FAULTS = [
  "allows one byte more than the cap",
  "allows one byte less than the cap",
  "takes the longest lengths for negative ones",
  "forgets a header that a chunk ends in",
  "makes room before it checks the length",
  "holds output frames until they are whole",
  "copies all that came with each chunk",
  "takes a cut stream for a whole one",
  "takes a stream that ends in a header for a whole one",
  "skips unknown types",
  "drops frames without payload",
  "begins a payload where the last one ended",
  "writes into its input",
] as const;

/** One of the faults. */
export type ReaderFault = (typeof READER_FAULTS)[number];

/** Reads byte by byte into one payload, or passes output on as it arrives. */
export class FaultyReader implements Reader {
  readonly #fault: string | null;
  #header: number[] = [];
  #payload: Uint8Array<ArrayBuffer> | null = null;
  #fill = 0;
  #left = 0;
  #all = new Uint8Array(0);

  constructor(fault: string | null) {
    this.#fault = fault;
  }

  *read(chunk: Uint8Array<ArrayBuffer>): Generator<FramePart> {
    if (this.#fault === "copies all that came with each chunk") {
      const all = new Uint8Array(this.#all.length + chunk.length);
      all.set(this.#all);
      all.set(chunk, this.#all.length);
      this.#all = all;
    }
    for (let at = 0; at < chunk.length;) {
      if (this.#header.length < 5) {
        this.#header.push(chunk[at++]!);
        if (this.#header.length < 5) continue;
        this.#begin();
        if (this.#left !== 0) continue;
        if (this.#fault === "drops frames without payload") this.#header = [];
        else yield this.#finish(new Uint8Array(0));
        continue;
      }
      const part = chunk.subarray(at, at + this.#left);
      at += part.length;
      this.#left -= part.length;
      const type = this.#header[0]!;
      const isOutput = type === 2 || type === 3 || type === 11 || type === 12;
      if (isOutput && this.#fault !== "holds output frames until they are whole") {
        if (this.#left === 0) this.#header = [];
        yield { type, payload: part };
      } else {
        this.#payload ??= new Uint8Array(this.#fill + part.length + this.#left);
        this.#payload.set(part, this.#fill);
        this.#fill += part.length;
        if (this.#left === 0) yield this.#finish(this.#payload);
      }
      if (this.#fault === "writes into its input") part.fill(0);
    }
    if (this.#fault === "forgets a header that a chunk ends in" && this.#header.length < 5) {
      this.#header = [];
    }
  }

  end(): void {
    const inHeader = this.#header.length > 0 && this.#header.length < 5;
    if (inHeader && this.#fault === "takes a stream that ends in a header for a whole one") return;
    if (this.#header.length === 0 || this.#fault === "takes a cut stream for a whole one") return;
    throw new FrameError("Truncated", "Cut");
  }

  #begin(): void {
    const [type, ...bytes] = this.#header as [number, number, number, number, number];
    const view = new DataView(Uint8Array.from(bytes).buffer);
    const isSigned = this.#fault === "takes the longest lengths for negative ones";
    const length = isSigned ? view.getInt32(0, true) : view.getUint32(0, true);
    if (this.#fault === "makes room before it checks the length" && length < 2 ** 27) {
      this.#payload = new Uint8Array(length);
    }
    let cap = JAIL_FRAME_CAPS.get(type);
    if (cap === undefined && this.#fault === "skips unknown types") cap = 1000;
    if (cap === undefined) throw new FrameError("UnknownType", "Unknown");
    if (this.#fault === "allows one byte more than the cap") cap++;
    if (this.#fault === "allows one byte less than the cap") cap--;
    if (length > cap) throw new FrameError("TooLarge", "Too large");
    this.#left = Math.max(0, length);
  }

  #finish(payload: Uint8Array<ArrayBuffer>): FramePart {
    const type = this.#header[0]!;
    this.#header = [];
    this.#payload = null;
    if (this.#fault !== "begins a payload where the last one ended") this.#fill = 0;
    return { type, payload };
  }
}
