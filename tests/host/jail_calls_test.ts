/** The host's side of calls, with a clock and a jail of the tests' making. */
import { deepEqual, equal, throws } from "node:assert/strict";
import { type HostCall, JailCalls } from "../../src/host/jail_calls.ts";
import { decodeCallAnswer } from "../../src/wire/call_answer.ts";
import { CALL_HEAD_BYTES, HEADER_BYTES } from "../../src/wire/frame.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const VALUE = { value: encoder.encode("1") };

function callOf(number: number, index = 0, json = '{"args":[],"kwargs":{}}'): Uint8Array {
  const bytes = encoder.encode(json);
  const payload = new Uint8Array(CALL_HEAD_BYTES + bytes.length);
  new DataView(payload.buffer).setUint32(0, number, true);
  payload[4] = index;
  payload.set(bytes, CALL_HEAD_BYTES);
  return payload;
}

/** Calls of two functions; the jail takes answers when a test says so, where `takes` is false. */
function open({ timeoutMs = 60_000, most = 1000, takes = true } = {}) {
  const log: string[] = [];
  const calls: HostCall[] = [];
  const sent: unknown[] = [];
  const taken = Promise.withResolvers<void>();
  const jailCalls = new JailCalls({
    functions: ["first", "second"].map((name) => ({ name, description: null, parameters: null })),
    timeoutMs,
    most,
    onCall: (call) => calls.push(call),
    onWaiting: (waits) => log.push(waits ? "waits" : "waits no more"),
  });
  jailCalls.begin({
    watch: { spendCpu: () => log.push("spend cpu"), resume: () => log.push("resume") },
    send: (frame) => {
      const { number, kind, json } = decodeCallAnswer(frame.subarray(HEADER_BYTES));
      sent.push([number, kind, JSON.parse(decoder.decode(json))]);
      return takes ? Promise.resolve() : taken.promise;
    },
  });
  return { jailCalls, log, calls, sent };
}

Deno.test("calls are answered in any order, each once", async () => {
  const { jailCalls, calls, sent } = open();
  jailCalls.take(callOf(0, 1, '{"args":[1.0],"kwargs":{"a":2}}'));
  jailCalls.take(callOf(1));
  deepEqual(calls.map(({ name, args, kwargs }) => [name, args.text, kwargs.text]), [
    ["second", "[1.0]", '{"a":2}'],
    ["first", "[]", "{}"],
  ]);
  equal(calls[1]!.answer({ error: { type: "E", message: "m" } }), true);
  equal(calls[1]!.answer(VALUE), false);
  equal(calls[0]!.answer(VALUE), true);
  equal(calls[0]!.answer(VALUE), false);
  await settle();
  deepEqual(sent, [[1, 1, { type: "E", message: "m" }], [0, 0, 1]]);
  jailCalls.end();
});

Deno.test("processor time is spent from the first open call to the last answer", () => {
  const { jailCalls, calls, log } = open();
  jailCalls.take(callOf(0));
  jailCalls.take(callOf(1));
  deepEqual(log, ["spend cpu", "waits"]);
  calls[0]!.answer(VALUE);
  deepEqual(log.length, 2);
  calls[1]!.answer(VALUE);
  deepEqual(log.slice(2), ["resume", "waits no more"]);
  jailCalls.end();
});

Deno.test("a call whose time is over is answered, and whoever works on it is told", async () => {
  const { jailCalls, calls, sent, log } = open({ timeoutMs: 20 });
  jailCalls.take(callOf(0));
  const { signal } = calls[0]!;
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  deepEqual(sent, [[0, 1, {
    type: "TimeoutError",
    message: "first: no answer within 20ms (callTimeout)",
  }]]);
  equal(calls[0]!.answer(VALUE), false);
  deepEqual(log, ["spend cpu", "waits", "resume", "waits no more"]);
});

Deno.test("the end gives up what is open, and touches the program's clocks no more", () => {
  const { jailCalls, calls, sent, log } = open();
  jailCalls.take(callOf(0));
  jailCalls.end();
  equal(calls[0]!.signal.aborted, true);
  equal(calls[0]!.answer(VALUE), false);
  deepEqual([sent, log], [[], ["spend cpu", "waits", "waits no more"]]);
});

Deno.test("a number that is not the next, or a function that there is not, is a violation", () => {
  const refused = (payload: Uint8Array, message: string) => {
    const { jailCalls, calls } = open();
    jailCalls.take(callOf(0));
    throws(() => jailCalls.take(payload), { name: "MessageError", message });
    equal(calls.length, 1);
    jailCalls.end();
  };
  refused(callOf(0), "A call has the number 0, expected 1");
  refused(callOf(2), "A call has the number 2, expected 1");
  refused(callOf(1, 2), "A call of a function 2, which is none");
  refused(callOf(1, 255), "A call of a function 255, which is none");
  refused(new Uint8Array(3), "A call has no number");
  refused(callOf(1, 0, "{"), "The arguments of a call: it ends too early");
});

Deno.test("the 33rd open call is a violation, and an answer makes room for another", () => {
  const { jailCalls, calls } = open();
  for (let number = 0; number < 32; number++) jailCalls.take(callOf(number));
  throws(() => jailCalls.take(callOf(32)), {
    name: "MessageError",
    message: "A call came while 32 were without an answer",
  });
  calls[5]!.answer(VALUE);
  jailCalls.take(callOf(32));
  jailCalls.end();
});

Deno.test("calls beyond the most are errors, whose arguments nobody reads", () => {
  const { jailCalls, calls, sent } = open({ most: 1 });
  jailCalls.take(callOf(0));
  calls[0]!.answer(VALUE);
  jailCalls.take(callOf(1, 1, "no JSON"));
  deepEqual([calls.length, sent.at(-1)], [1, [1, 1, {
    type: "RuntimeError",
    message: "second: expected at most 1 calls of one program (maxCalls)",
  }]]);
  jailCalls.end();
});

Deno.test("a jail that takes no answers is not answered for ever, nor with all that it was to have", () => {
  const flood = open({ most: 0, takes: false });
  for (let number = 0; number < 128; number++) flood.jailCalls.take(callOf(number));
  throws(() => flood.jailCalls.take(callOf(128)), {
    name: "MessageError",
    message: "A call came while 128 answers were not taken",
  });
  const hoard = open({ takes: false });
  const large = { value: encoder.encode(`"${"x".repeat(2 ** 22 - 2)}"`) };
  for (let number = 0; number < 8; number++) {
    hoard.jailCalls.take(callOf(number));
    hoard.calls[number]!.answer(large);
  }
  const kinds = (hoard.sent as [number, number, unknown][]).map(([, kind]) => kind);
  deepEqual(kinds, [0, 0, 0, 1, 1, 1, 1, 1]);
  deepEqual(hoard.sent.at(-1), [7, 1, {
    type: "MemoryError",
    message: "the program has too many answers that it has not taken yet",
  }]);
});
