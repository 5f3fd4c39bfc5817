/** The examples of `docs/protocol.md`, each a conversation with the real command. */
import assert from "node:assert/strict";
import {
  type Example,
  expectedIndex,
  LAST_CALL,
  type Message,
  mismatch,
  parseExamples,
} from "../protocols/jsonl/examples.ts";
import { Served } from "./served.ts";
import { sharing } from "./sharing.ts";

const DOCUMENT = "docs/protocol.md";
const EXAMPLES = parseExamples(
  await Deno.readTextFile(new URL(`../../${DOCUMENT}`, import.meta.url)),
);

Deno.test("the document has examples", () => assert.ok(EXAMPLES.length >= 15));

/** A test that gets a server. One spare is as good as many. */
const sharingTest = sharing("--spares", "1");

/** Whether an example is about nothing but its requests: not about the server, or how it ends. */
function isOfRequests({ options, steps }: Example): boolean {
  const ofServer = /"(?:ping|shutdown|close)"/;
  return options.length === 0 &&
    steps.every((step) =>
      step.kind === "expect" || step.kind === "send" && !ofServer.test(step.line)
    );
}

for (const example of EXAMPLES) {
  const name = `${DOCUMENT}:${example.line} is what happens`;
  if (isOfRequests(example)) {
    sharingTest(name, async (served) => {
      await converse(served, example);
      // No other line comes.
      assert.equal((await served.ask({ ping: true })).pong, true);
    });
    continue;
  }
  Deno.test(name, async () => {
    // One spare is as good as many, where the example says nothing of them.
    const spares = example.options.includes("--spares") ? [] : ["--spares", "1"];
    await using served = new Served(...spares, ...example.options);
    const { status, isOpen } = await converse(served, example);
    // A server whose end is no part of the example ends with its input.
    if (isOpen) await served.closeInput();
    const { code, rest, left } = await served.ended();
    assert.deepEqual({ code, rest, left }, { code: status, rest: [], left: [] });
  });
}

/** Goes through the steps. @returns the exit status that the server is to have, and whether it still waits for input. */
async function converse(
  served: Served,
  { steps }: Example,
): Promise<{ status: number; isOpen: boolean }> {
  let expected: Message[] = [];
  let status: number | null = null;
  let isOpen = true;
  let lastCall = "";
  for (const [at, step] of steps.entries()) {
    switch (step.kind) {
      case "send":
        await served.send(step.line.replaceAll(LAST_CALL, lastCall));
        break;
      case "expect":
        expected.push(step.message);
        if (steps[at + 1]?.kind === "expect") break;
        lastCall = await receive(served, expected) ?? lastCall;
        expected = [];
        break;
      case "end-of-input":
        await served.closeInput();
        isOpen = false;
        break;
      case "signal":
        served.signal(step.signal);
        break;
      case "status":
        status = step.status;
    }
  }
  return { status: status ?? 0, isOpen: status === null && isOpen };
}

/** Reads as many messages as are expected, each with its id's turn. @returns the last call among them; null where there is none. */
async function receive(served: Served, expected: Message[]): Promise<string | null> {
  let lastCall: string | null = null;
  while (expected.length > 0) {
    let actual = await next(served);
    const index = expectedIndex(expected, actual);
    if (typeof actual.call === "string") lastCall = actual.call;
    assert.ok(index >= 0, `nobody expects ${JSON.stringify(actual)}`);
    const [message] = expected.splice(index, 1);
    let problem = mismatch(message, actual);
    // What a program writes at once may come in several events.
    while (problem !== null && "event" in actual && isBeginning(message!, actual)) {
      const more = await next(served);
      assert.deepEqual([more.id, more.event], [actual.id, actual.event], problem);
      actual = { ...actual, data: `${actual.data}${more.data}` };
      problem = mismatch(message, actual);
    }
    assert.equal(problem, null);
  }
  return lastCall;
}

/** Whether an event is the one that is expected, but for text that has not come yet. */
function isBeginning(message: Message, actual: Message): boolean {
  return mismatch(message, { ...actual, data: message.data }) === null;
}

async function next(served: Served): Promise<Message> {
  const message = await served.next();
  if (message !== null) return message;
  const { code, stderr } = await served.ended();
  return assert.fail(`the server has ended with ${code}: ${stderr}`);
}
