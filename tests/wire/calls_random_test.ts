/** Mutated calls against what `JSON.parse` says of them: none is read that is no JSON, and none refused that could be written again. */
import assert from "node:assert/strict";
import { decodeCall } from "../../src/wire/calls.ts";
import { MessageError } from "../../src/wire/fields.ts";
import { CALL_HEAD_BYTES } from "../../src/wire/frame.ts";
import { randomNumbers } from "./random.ts";

const CALLS = [
  '{"args":[],"kwargs":{}}',
  '{"args":[1,-2.5e+3,"a\\n\\u00e9"],"kwargs":{"b":[true,false,null],"c":{"d":{}}}}',
  '{"args":[[[[0]]],{"":""}],"kwargs":{"args":[]}}',
];

/** Whether a call of these arguments may be read, by another way to look at them. */
function isCall(json: Uint8Array): boolean {
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json);
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { args, kwargs } = value as Record<string, unknown>;
  const strings = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
  const isFinal = !/\s/.test(bare) && !strings.some((one) => /\\u[dD][89a-fA-F]/.test(one));
  const isObject = typeof kwargs === "object" && kwargs !== null && !Array.isArray(kwargs);
  return isFinal && Array.isArray(args) && isObject && text.startsWith('{"args":') &&
    JSON.stringify(Object.keys(value)) === '["args","kwargs"]' && membersOf(bare) === 2;
}

/** How many members the outermost object of a text without strings has. */
function membersOf(bare: string): number {
  let [level, commas] = [0, 0];
  for (const character of bare) {
    if ("[{".includes(character)) level++;
    else if ("]}".includes(character)) level--;
    else if (character === "," && level === 1) commas++;
  }
  return commas + 1;
}

Deno.test("mutated calls are read exactly where they are JSON that can be passed on as it is", () => {
  const random = randomNumbers(20_261_129);
  const telling = new TextEncoder().encode('{}[],:"0123456789-.eE\\u truefalsndD');
  let [read, refused] = [0, 0];
  for (let round = 0; round < 20_000; round++) {
    let json = new TextEncoder().encode(CALLS[random(CALLS.length)]!);
    for (let count = random(4); count > 0; count--) {
      const byte = random(8) === 0 ? random(256) : telling[random(telling.length)]!;
      const at = random(json.length);
      const [before, after] = [json.subarray(0, at), json.subarray(at + random(2))];
      json = Uint8Array.from([...before, byte, ...after]);
    }
    const payload = new Uint8Array(CALL_HEAD_BYTES + json.length);
    payload.set(json, CALL_HEAD_BYTES);
    const shown = new TextDecoder().decode(json);
    try {
      const { args, kwargs } = decodeCall(payload);
      read++;
      assert.ok(isCall(json), shown);
      assert.deepEqual(
        JSON.parse(`{"args":${args.text},"kwargs":${kwargs.text}}`),
        JSON.parse(shown),
      );
    } catch (error) {
      assert.ok(error instanceof MessageError, String(error));
      refused++;
      assert.ok(!isCall(json), `${error.message}: ${shown}`);
    }
  }
  assert.ok(read > 3000 && refused > 3000, `${read} read, ${refused} refused`);
});
