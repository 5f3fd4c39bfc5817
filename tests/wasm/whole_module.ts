/** A WebAssembly module that uses what a split must share, put together by hand. */

/** What the module exports. */
export interface WholeExports {
  /** Adds one to the variable and to what it is given. */
  readonly one: (value: number) => number;
  /** Twice what `one` gives; notes it in the memory. */
  readonly two: (value: number) => number;
  /** Asks the first table for its function at `place`, adds what `two` gives and what stands in the memory, and a constant. */
  readonly three: (place: number, value: number) => bigint;
  /** Throws a number, and catches it where `three` is called with it. */
  readonly thrown: (value: number) => number;
  readonly variable: WebAssembly.Global;
  readonly memory: WebAssembly.Memory;
}

const [I32, I64, FUNCREF, TAG_ATTRIBUTE] = [0x7F, 0x7E, 0x70, 0];

/** Sections to put in the place of the module's own, by their numbers; null leaves one out. */
export type Other = Readonly<Record<number, readonly number[] | null>>;

/** How many functions the module has itself, behind its one import. */
export const OWN_FUNCTIONS = 4;

/** The import that loads. */
export const LOADER = "load";

/** The module: functions 1 to 4 are `one`, `two`, `three` and `thrown`. */
export function makeWhole(other: Other = {}): Uint8Array<ArrayBuffer> {
  const exported = (name: string, kind: number, index: number) => [...text(name), kind, index];
  const one = [
    ...[0x23, 0, 0x41, 1, 0x6A, 0x24, 0], // variable + 1
    ...[0x20, 0, 0x41, 1, 0x6A],
  ];
  const two = [
    ...[0x41, 8, 0x20, 0, 0x10, 1, 0x41, 2, 0x6C, 0x22, 1, 0x36, 2, 0], // store at 8
    ...[0x20, 1],
  ];
  const three = [
    ...[0x20, 1, 0x20, 0, 0x11, 0, 0], // call_indirect
    ...[0x20, 1, 0x10, 2, 0x6A],
    ...[0x41, 8, 0x28, 2, 0, 0x6A, 0x23, 1, 0x6A, 0xAC], // load at 8, the constant, to i64
  ];
  const thrown = [
    ...[0x06, I32, 0x20, 0, 0x08, 0, 0x07, 0, 0x0B], // try throw catch end
    ...[0x10, 1],
  ];
  const bodies = [[0, ...one], [1, 1, I32, ...two], [0, ...three], [0, ...thrown]];
  const sections: Record<number, readonly number[] | null> = {
    1: [4, 0x60, 1, I32, 1, I32, 0x60, 2, I32, I32, 1, I64, 0x60, 1, I32, 0, 0x60, 0, 0],
    2: [1, ...text("env"), ...text(LOADER), 0, 0],
    3: [OWN_FUNCTIONS, 0, 0, 1, 0],
    4: [1, FUNCREF, 0, 4],
    5: [1, 1, 1, 0x8A, 0x80, 0],
    13: [1, TAG_ATTRIBUTE, 2],
    6: [2, I32, 1, 0x41, 0, 0x0B, I32, 0, 0x41, 7, 0x0B],
    7: [
      ...[6, ...exported("one", 0, 1), ...exported("two", 0, 2), ...exported("three", 0, 3)],
      ...[...exported("thrown", 0, 4), ...exported("variable", 3, 0), ...exported("memory", 2, 0)],
    ],
    9: [1, 0, 0x41, 1, 0x0B, 2, 1, 4],
    10: [bodies.length, ...bodies.flatMap((body) => [body.length + 1, ...body, 0x0B])],
    ...other,
  };
  const order = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6D, 1, 0, 0, 0],
    ...order.flatMap((id) => {
      const body = sections[id];
      return body === undefined || body === null ? [] : [id, body.length, ...body];
    }),
  ]);
}

function text(name: string): number[] {
  return [name.length, ...new TextEncoder().encode(name)];
}
