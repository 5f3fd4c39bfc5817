/** Checks of messages, correct except for one planted fault. */
import { MessageError } from "../../../../src/wire/fields.ts";

/** Faults of the checks of messages, by their effects. */
export const DECODER_FAULTS = [
  "allow an exit status of 256",
  "allow negative counts",
  "allow fractions",
  "allow counts beyond the safe integers",
  "allow a level too much",
  "measure depth by recursion",
  "leave texts as long as they are",
  "cut texts a unit too early",
  "do not expect null",
  "let syntax errors through",
  "replace what is no UTF-8",
  "let a member named __proto__ answer for missing ones",
  "take arrays for objects",
  "repeat what the jail wrote",
  "allow every version",
  "allow every kind of failure",
  "hand on members that nobody asked for",
  "take a missing text for null",
  "take a word for a promise",
  "allow every wall",
  "allow results of any length",
  "let syntax errors of a result through",
  "take any reason for an omitted result",
  "take any mark of a cut text",
  "take any name of a module",
] as const;

/** One of the faults. */
export type DecoderFault = (typeof DECODER_FAULTS)[number];

type Fields = Record<string, unknown>;

/** The checks, by message. */
export class FaultyDecoders {
  readonly #fault: string | null;

  constructor(fault: string | null) {
    this.#fault = fault;
  }

  hello(payload: Uint8Array): unknown {
    const { protocol, walls, system, heapBytes, ...others } = this.#parse(payload);
    if (protocol !== 6 && this.#fault !== "allow every version") this.#refuse(protocol);
    const { wasm, permissions } = this.#object(walls);
    return {
      ...this.#extra(others),
      protocol,
      walls: { wasm: this.#flag(wasm), permissions: this.#flag(permissions) },
      system: this.#list(system).map((wall) => this.#wall(this.#object(wall))),
      heapBytes: this.#count(heapBytes),
    };
  }

  #wall({ name, holds, missing }: Fields): Fields {
    const isKnown = ["seccomp", "landlock", "seatbelt", "job"].includes(name as string);
    if (!isKnown && this.#fault !== "allow every wall") this.#refuse(name);
    const why = missing === null ? null : this.#text(missing);
    return { name, holds: this.#flag(holds), missing: why };
  }

  #list(value: unknown): unknown[] {
    if (!Array.isArray(value)) this.#refuse(value);
    return value;
  }

  end(payload: Uint8Array): unknown {
    const { answer, refusedMemory, kept, peakHeapBytes } = this.#parse(payload);
    const { exitCode, memoryError, missingModule, claimed } = this.#object(answer);
    const isName = /^[a-z_]\w{0,99}$/i.test(String(missingModule)) ||
      this.#fault === "take any name of a module";
    return {
      answer: {
        exitCode: this.#count(exitCode, this.#fault === "allow an exit status of 256" ? 256 : 255),
        memoryError: this.#flag(memoryError),
        ...(typeof missingModule === "string" && isName && { missingModule }),
        claimed: claimed === null ? null : this.#claims(this.#object(claimed)),
      },
      refusedMemory: this.#flag(refusedMemory),
      kept: this.#flag(kept),
      peakHeapBytes: this.#count(peakHeapBytes),
    };
  }

  #claims({ result, resultRepr, error, resultOmitted, resultReprTruncated }: Fields): Fields {
    const isCut = this.#fault === "take any mark of a cut text" &&
      resultReprTruncated !== undefined;
    const isAny = this.#fault === "take any reason for an omitted result";
    return {
      result: this.#json(result),
      resultRepr: resultRepr === null ? null : this.#text(resultRepr),
      error: error === null ? null : this.#error(this.#object(error)),
      ...(resultOmitted !== undefined &&
        { resultOmitted: isAny ? resultOmitted : this.#text(resultOmitted) }),
      ...((resultReprTruncated === true || isCut) && { resultReprTruncated }),
    };
  }

  failure(payload: Uint8Array): unknown {
    const { kind, message } = this.#parse(payload);
    const isKnown = ["stack", "trap", "memory", "boot"].includes(kind as string);
    if (!isKnown && this.#fault !== "allow every kind of failure") this.#refuse(kind);
    return { kind, message: this.#text(message) };
  }

  #error({ type, message, traceback, line }: Fields): Fields {
    return {
      type: this.#text(type),
      message: this.#text(message),
      traceback: this.#text(traceback),
      line: line === null ? null : this.#count(line),
    };
  }

  #parse(payload: Uint8Array): Fields {
    const fatal = this.#fault !== "replace what is no UTF-8";
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder("utf-8", { fatal }).decode(payload));
    } catch (error) {
      const isLetThrough = this.#fault === "let syntax errors through";
      if (error instanceof SyntaxError && isLetThrough) throw error;
      throw new MessageError("No JSON");
    }
    return this.#object(value);
  }

  #object(value: unknown): Fields {
    if (value === null && this.#fault === "do not expect null") {
      return Object.entries(value!) as never;
    }
    const isArray = Array.isArray(value) && this.#fault !== "take arrays for objects";
    if (typeof value !== "object" || value === null || isArray) this.#refuse(value);
    const isFooled = this.#fault === "let a member named __proto__ answer for missing ones";
    const inherited = isFooled && Object.getOwnPropertyDescriptor(value, "__proto__")?.value;
    return { __proto__: null, ...Object(inherited), ...value };
  }

  #count(value: unknown, most: number = Number.MAX_SAFE_INTEGER): number {
    const isWhole = Number.isInteger(value) || this.#fault === "allow fractions";
    if (typeof value !== "number" || !isWhole) this.#refuse(value);
    if (value < 0 && this.#fault !== "allow negative counts") this.#refuse(value);
    const isUnbounded = most > 256 && this.#fault === "allow counts beyond the safe integers";
    if (value > most && !isUnbounded) this.#refuse(value);
    return value;
  }

  #text(value: unknown): unknown {
    if (value === undefined && this.#fault === "take a missing text for null") return null;
    if (typeof value !== "string") this.#refuse(value);
    if (this.#fault === "leave texts as long as they are") return value;
    return value.slice(0, this.#fault === "cut texts a unit too early" ? 65_535 : 65_536);
  }

  #flag(value: unknown): boolean {
    return this.#fault === "take a word for a promise" ? Boolean(value) : value === true;
  }

  #json(text: unknown): unknown {
    if (typeof text !== "string") this.#refuse(text);
    if (text.length > 524_288 && this.#fault !== "allow results of any length") this.#refuse(text);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      if (this.#fault === "let syntax errors of a result through") throw error;
      return null;
    }
    if (this.#fault === "measure depth by recursion") {
      const depth = (item: unknown): number =>
        typeof item === "object" && item !== null
          ? 1 + Math.max(0, ...Object.values(item).map(depth))
          : 0;
      if (depth(value) > 101) this.#refuse(value);
    }
    const most = this.#fault === "allow a level too much" ? 101 : 100;
    for (let level = [value], depth = 0; level.length > 0; depth++) {
      if (depth > most) this.#refuse(value);
      level = level.flatMap((item) =>
        typeof item === "object" && item !== null ? Object.values(item) : []
      );
    }
    return value;
  }

  #extra(others: Fields): Fields {
    return this.#fault === "hand on members that nobody asked for" ? others : {};
  }

  #refuse(value: unknown): never {
    const text = this.#fault === "repeat what the jail wrote"
      ? String(JSON.stringify(value))
      : "Bad";
    throw new MessageError(`Refused ${text}`);
  }
}
