import assert from "node:assert/strict";
import { frameBytes, resultOf, widenFrame } from "../../src/wasm/frames.ts";

const I32 = 0x7F;
const NOTHING = 0x40;

/** `global.get 0`, and `global.set 0`, of the stack's pointer. */
const GET = [0x23, 0];
const SET = [0x24, 0];
const FETCH = [0x10, 0];

/** Takes 16 bytes, notes the pointer, and gives 1, or 2 by a return in two blocks where its parameter says so. */
const WITH_FRAME = [
  ...[1, 1, I32],
  ...[...GET, 0x41, 16, 0x6B, 0x22, 1, ...SET],
  ...[0x02, 0x40, 0x02, 0x40],
  ...[0x20, 0, 0x45, 0x0D, 0],
  ...FETCH,
  ...[0x20, 1, 0x41, 16, 0x6A, ...SET, 0x41, 2, 0x0F],
  ...[0x0B, 0x0B],
  ...FETCH,
  ...[0x20, 1, 0x41, 16, 0x6A, ...SET, 0x41, 1, 0x0B],
];

/** Takes nothing, looks at the pointer, and ends by leaving the block that is the function. */
const WITHOUT_FRAME = [0, ...GET, 0x1A, ...FETCH, 0x41, 3, 0x0C, 0, 0x0B];

/** A module with a pointer at 1000 and both functions, which show it to `seen`. */
function run(bodies: readonly Uint8Array[]) {
  const section = (id: number, content: readonly number[]) => [id, content.length, ...content];
  const named = (name: string, kind: number, index: number) => [
    ...[name.length, ...new TextEncoder().encode(name)],
    ...[kind, index],
  ];
  // One more function shows the pointer: it is what the others call.
  const fetch = [0, ...GET, 0x10, 0, 0x0B];
  const all = [fetch, ...bodies].map((body) => [body.length, ...body]).flat();
  const bytes = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6D, 1, 0, 0, 0],
    ...section(1, [3, 0x60, 1, I32, 0, 0x60, 0, 0, 0x60, 1, I32, 1, I32]),
    ...section(2, [1, 1, 0x61, ...named("b", 0, 0)]),
    ...section(3, [3, 1, 2, 2]),
    ...section(6, [1, I32, 1, 0x41, 0xE8, 0x07, 0x0B]),
    ...section(7, [3, ...named("f", 0, 2), ...named("g", 0, 3), ...named("p", 3, 0)]),
    ...section(10, [3, ...all]),
  ]);
  const seen: number[] = [];
  const imports = { a: { b: (pointer: number) => seen.push(pointer) } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  const { f, g, p } = exports as {
    readonly f: (early: number) => number;
    readonly g: (early: number) => number;
    readonly p: WebAssembly.Global;
  };
  const values = [f(0), f(1), g(0)];
  return { values, seen, pointer: p.value };
}

/** Function 0 is imported here, so that what the bodies call is function 1. */
const numbered = (body: readonly number[]) =>
  Uint8Array.from(body.map((byte, at) => at > 0 && body[at - 1] === 0x10 && byte === 0 ? 1 : byte));

Deno.test("a function whose frame is widened has so many bytes more while it runs, and gives them back", () => {
  const bodies = [numbered(WITH_FRAME), numbered(WITHOUT_FRAME)];
  const plain = run(bodies);
  assert.deepEqual(plain, { values: [1, 2, 3], seen: [984, 984, 1000], pointer: 1000 });
  const wide = run(bodies.map((body) => widenFrame(body, 0, [I32], 160)));
  assert.deepEqual(wide, { values: [1, 2, 3], seen: [824, 824, 840], pointer: 1000 });
});

Deno.test("what a function takes by itself is told, and that it does not look at the pointer", () => {
  assert.equal(frameBytes(Uint8Array.from(WITH_FRAME), 0), 16);
  assert.equal(frameBytes(Uint8Array.from(WITHOUT_FRAME), 0), 0);
  assert.equal(frameBytes(Uint8Array.from(WITH_FRAME), 1), null);
  // 64 is written as -64 that is added, which is shorter.
  assert.equal(frameBytes(Uint8Array.from([0, ...GET, 0x41, 0x40, 0x6A, 0x1A, 0x0B]), 0), 64);
  assert.equal(
    frameBytes(Uint8Array.from([0, ...GET, 0x41, 0xD0, 0x02, 0x6B, 0x1A, 0x0B]), 0),
    336,
  );
});

Deno.test("a function that ends by a call keeps its frame", () => {
  const body = Uint8Array.from([0, ...GET, 0x1A, 0x12, 0, 0x0B]);
  assert.throws(() => widenFrame(body, 0, [NOTHING], 16), {
    message: "Cannot widen the frame of a function that ends by a call",
  });
});

Deno.test("what functions of a type give is read from it", () => {
  assert.deepEqual(resultOf(Uint8Array.of(0x60, 2, I32, I32, 0)), [NOTHING]);
  assert.deepEqual(resultOf(Uint8Array.of(0x60, 1, 0x7E, 1, 0x7C)), [0x7C]);
  assert.deepEqual(resultOf(Uint8Array.of(0x60, 1, 0x63, 0x70, 1, 0x64, 0x70)), [0x64, 0x70]);
  assert.equal(resultOf(Uint8Array.of(0x60, 0, 2, I32, I32)), null);
});
