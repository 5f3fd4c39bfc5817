/** The host's half of the choice of wheels, with a resolver that lies. */
import assert from "node:assert/strict";
import { Conversation } from "../../src/packages/resolve/conversation.ts";

const ENTRY = { file: "a-1-py3-none-any.whl", yanked: false, requiresPython: null, sha256: null };

function begin(): Conversation {
  return new Conversation({ requirements: [], requiresPython: [] }, {
    name: "source",
    wheelsOf: (project) => Promise.resolve(project === "a" ? [ENTRY] : []),
    metadataOf: () => Promise.resolve({ headers: "Name: a", sha256: "00" }),
  });
}

async function says(conversation: Conversation, text: string): Promise<void> {
  await conversation.write(new TextEncoder().encode(text));
}

async function hears(conversation: Conversation): Promise<string> {
  return new TextDecoder().decode(await conversation.read(1000));
}

const WHEELS = '{"ask": "wheels", "project": "a"}\n';
const METADATA = `{"ask": "metadata", "file": "${ENTRY.file}"}\n`;
const CHOSEN = `{"chosen": ["${ENTRY.file}", "${ENTRY.file}"]}\n`;

Deno.test("a conversation is lines, in pieces of whatever size, and ends with what was chosen", async () => {
  const talk = begin();
  assert.equal(
    new TextDecoder().decode(await talk.read(10)) + await hears(talk),
    '{"requirements":[],"requiresPython":[],"where":"source"}\n',
  );
  // The answer may be waited for before the question has come.
  const early = hears(talk);
  for (const character of WHEELS) await says(talk, character);
  assert.equal(await early, `${JSON.stringify({ wheels: [ENTRY] })}\n`);
  await says(talk, METADATA);
  assert.equal(await hears(talk), '{"metadata":"Name: a","sha256":"00"}\n');
  await says(talk, CHOSEN);
  assert.deepEqual(talk.end, { kind: "chosen", files: [ENTRY.file] });
});

Deno.test("a resolver can name nothing but wheels that it was given, and has looked at", async () => {
  const lies: Record<string, string> = {
    '{"chosen": ["b-1-py3-none-any.whl"]}\n': "it names a wheel that it was not given",
    [CHOSEN]: "it names a wheel that it was not given",
    [METADATA]: "it names a wheel that it was not given",
    [WHEELS + "\u0000" + CHOSEN]: `it chose ${ENTRY.file} without looking at it`,
    '{"chosen": "all"}\n': "chosen is of type string, expected an array",
    '{"ask": "wheels", "project": "../a"}\n': "it asks for a project by no name",
    '{"ask": "wheels"}\n': "project is missing, expected text",
    '{"ask": "read", "file": "/etc/passwd"}\n': "it names a wheel that it was not given",
    "text\n": "The resolver message is not JSON in UTF-8",
    ["x".repeat(300_000)]: "a line is too long",
    [`{"impossible": "no"}\n{"impossible": "no"}\n`]: "there is a line after the last one",
  };
  for (const [text, message] of Object.entries(lies)) {
    const talk = begin();
    const [first, ...rest] = text.split("\u0000");
    await assert.rejects(async () => {
      await says(talk, first!);
      if (rest.length > 0) await hears(talk);
      for (const one of rest) await says(talk, one);
    }, { message: `the resolver gave something else: ${message}` });
    assert.equal((talk.failure as Error).name, "PackageError");
  }
});

Deno.test("questions have an end, and so has an explanation, which cannot control a terminal", async () => {
  const talk = begin();
  await assert.rejects(says(talk, WHEELS.repeat(20_001)), {
    message: "the resolver gave something else: there are too many questions",
  });
  const other = begin();
  await says(other, JSON.stringify({ refused: `\u001b[31m${"x".repeat(10_000)}` }) + "\n");
  assert.ok(other.end?.kind === "refused");
  assert.equal(other.end.text, `^[[31m${"x".repeat(3995)}`);
});
