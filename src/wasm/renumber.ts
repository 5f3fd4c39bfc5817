/** Moves a function into another module: in its code, indexes of types, functions, globals and tags are replaced. */
import { Reader } from "./binary.ts";
import { type Immediate, immediatesOf, isPrefix } from "./instructions.ts";
import { skipImmediate } from "./code.ts";
import { skipValueType } from "./types.ts";
import type { Writer } from "./writer.ts";

/** What stands in the new module in the place of what the function refers to. */
export interface NewIndexes {
  type(index: number): number;
  function(index: number): number;
  tag(index: number): number;
  /** A global of the new module, or the number that the global is in it. */
  global(index: number): GlobalPlace;
  /** Throws where a function may not have that instruction. Heard of each one before its immediates. */
  check(opcode: number, second: number | null): void;
}

/** A global of the new module, or a number in its place. */
export type GlobalPlace = { readonly index: number } | { readonly constant: number };

const [END, DELEGATE, GLOBAL_GET, GLOBAL_SET, I32_CONST] = [0x0B, 0x18, 0x23, 0x24, 0x41];

/** Types of references whose heap type follows, and the type of blocks without parameters and results. */
const [REF_NULL, REF, EMPTY_BLOCK] = [0x63, 0x64, 0x40];

/** Kinds of catch clauses from this one on have a label only. */
const FIRST_CATCH_ALL = 2;

/**
 * The body of a function as the new module has it.
 *
 * @param writer is empty before and after; all functions can share one.
 * @throws where the body has an instruction or type that is not known, or that `indexes` refuses.
 */
export function renumber(
  body: Uint8Array<ArrayBuffer>,
  indexes: NewIndexes,
  writer: Writer,
): Uint8Array<ArrayBuffer> {
  const reader = new Reader(body);
  const groups = reader.leb();
  writer.leb(groups);
  for (let group = groups; group > 0; group--) {
    writer.leb(reader.leb());
    renumberValueType(reader, indexes, writer);
  }
  for (let depth = 1; depth > 0;) {
    const start = reader.position;
    const opcode = reader.byte();
    const second = isPrefix(opcode) ? reader.leb() : null;
    indexes.check(opcode, second);
    if (opcode === GLOBAL_GET || opcode === GLOBAL_SET) {
      writeGlobal(opcode, indexes.global(reader.leb()), writer);
      continue;
    }
    const immediates = immediatesOf(opcode, second);
    writer.bytes(reader.since(start));
    for (const immediate of immediates) {
      if (immediate === "block type") depth++;
      renumberImmediate(reader, immediate, indexes, writer);
    }
    if (opcode === END || opcode === DELEGATE) depth--;
  }
  if (!reader.atEnd) throw new Error("The code of a function ends before its body");
  return writer.take();
}

/** A function type as the new module has it: types that it refers to have other indexes. */
export function renumberFunctionType(
  bytes: Uint8Array<ArrayBuffer>,
  indexes: Pick<NewIndexes, "type">,
  writer: Writer,
): Uint8Array<ArrayBuffer> {
  const reader = new Reader(bytes);
  writer.byte(reader.byte());
  // Parameters, then results.
  for (let vectors = 2; vectors > 0; vectors--) {
    const count = reader.leb();
    writer.leb(count);
    for (let at = count; at > 0; at--) renumberValueType(reader, indexes, writer);
  }
  return writer.take();
}

function writeGlobal(opcode: number, place: GlobalPlace, writer: Writer): void {
  if ("index" in place) {
    writer.byte(opcode);
    writer.leb(place.index);
    return;
  }
  if (opcode === GLOBAL_SET) throw new Error("Cannot link code that sets an address");
  writer.byte(I32_CONST);
  writer.signedLeb(place.constant);
}

function renumberImmediate(
  reader: Reader,
  immediate: Immediate,
  indexes: NewIndexes,
  writer: Writer,
): void {
  switch (immediate) {
    case "function":
      return writer.leb(indexes.function(reader.leb()));
    case "type":
      return writer.leb(indexes.type(reader.leb()));
    case "tag":
      return writer.leb(indexes.tag(reader.leb()));
    case "heap type":
      return renumberHeapType(reader, indexes, writer);
    case "block type":
      return renumberBlockType(reader, indexes, writer);
    case "value types": {
      const count = reader.leb();
      writer.leb(count);
      for (let at = count; at > 0; at--) renumberValueType(reader, indexes, writer);
      return;
    }
    case "catch clauses":
      return renumberCatchClauses(reader, indexes, writer);
    default: {
      const start = reader.position;
      skipImmediate(reader, immediate);
      writer.bytes(reader.since(start));
    }
  }
}

function renumberCatchClauses(reader: Reader, indexes: NewIndexes, writer: Writer): void {
  const count = reader.leb();
  writer.leb(count);
  for (let at = count; at > 0; at--) {
    const kind = reader.byte();
    writer.byte(kind);
    if (kind < FIRST_CATCH_ALL) writer.leb(indexes.tag(reader.leb()));
    writer.leb(reader.leb());
  }
}

function renumberBlockType(reader: Reader, indexes: NewIndexes, writer: Writer): void {
  const first = reader.peek();
  const isIndex = first >= 0x80 || first < EMPTY_BLOCK;
  if (isIndex) writer.signedLeb(indexes.type(reader.signedLeb()));
  else if (first === EMPTY_BLOCK) writer.byte(reader.byte());
  else renumberValueType(reader, indexes, writer);
}

function renumberValueType(
  reader: Reader,
  indexes: Pick<NewIndexes, "type">,
  writer: Writer,
): void {
  const type = reader.peek();
  if (type === REF_NULL || type === REF) {
    writer.byte(reader.byte());
    renumberHeapType(reader, indexes, writer);
    return;
  }
  skipValueType(reader);
  writer.byte(type);
}

/** Those that are no type of the module are negative. */
function renumberHeapType(
  reader: Reader,
  indexes: Pick<NewIndexes, "type">,
  writer: Writer,
): void {
  const type = reader.signedLeb();
  writer.signedLeb(type < 0 ? type : indexes.type(type));
}
