/** A small WebAssembly module, put together by hand. */

/** Numbers of the binary format's sections. */
const SECTION = {
  custom: 0,
  type: 1,
  function: 3,
  memory: 5,
  global: 6,
  export: 7,
  code: 10,
} as const;

/** Limits of memories as the binary format has them. */
export const MEMORY = {
  /** One page at least, ten at most. */
  upToTen: [1, 1, 1, 10],
  /** One page at least, 4 GiB at most, as a LEB128 of three bytes. */
  upToAll: [1, 1, 1, 0x80, 0x80, 0x04],
  withoutMaximum: [1, 0, 1],
  two: [2, 1, 1, 10, 1, 1, 10],
  shared: [1, 3, 1, 10],
} as const;

/** A module, and names for what stands in it. */
export interface TestExports {
  readonly memory: WebAssembly.Memory;
  readonly answer: () => number;
  readonly grow: (pages: number) => number;
}

/**
 * A module with a memory; functions `answer` (gives 42), `grow` (grows the memory by pages, gives -1 where that fails) and
 * `unused`; globals `flag` and `unusedFlag`; and custom sections `name` and `dylink.0`.
 *
 * @param memory body of the memory section; null leaves it out.
 */
export function makeModule(
  memory: readonly number[] | null = MEMORY.upToTen,
): Uint8Array<ArrayBuffer> {
  const i32 = 0x7F;
  const exported = (name: string, kind: number, index: number) => [...text(name), kind, index];
  const exports = [
    ...(memory === null ? [] : [exported("memory", 2, 0)]),
    exported("answer", 0, 0),
    exported("grow", 0, 1),
    exported("unused", 0, 0),
    exported("flag", 3, 0),
    exported("unusedFlag", 3, 0),
  ];
  const answer = [0, 0x41, 42, 0x0B];
  const grow = memory === null ? [0, 0x41, 0, 0x0B] : [0, 0x20, 0, 0x40, 0, 0x0B];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6D, 1, 0, 0, 0],
    ...section(SECTION.custom, [...text("dylink.0"), 1, 2, 3]),
    ...section(SECTION.type, [2, 0x60, 0, 1, i32, 0x60, 1, i32, 1, i32]),
    ...section(SECTION.function, [2, 0, 1]),
    ...(memory === null ? [] : section(SECTION.memory, memory)),
    ...section(SECTION.global, [1, i32, 0, 0x41, 7, 0x0B]),
    ...section(SECTION.export, [exports.length, ...exports.flat()]),
    ...section(SECTION.code, [2, answer.length, ...answer, grow.length, ...grow]),
    ...section(SECTION.custom, [...text("name"), ...Array(200).fill(0)]),
  ]);
}

/** What an instance of the module exports. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>): TestExports {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return instance.exports as unknown as TestExports;
}

function section(id: number, body: readonly number[]): number[] {
  return body.length < 0x80
    ? [id, body.length, ...body]
    : [id, body.length & 0x7F | 0x80, body.length >>> 7, ...body];
}

function text(name: string): number[] {
  return [name.length, ...new TextEncoder().encode(name)];
}
