/** What models read of a program that has ended. */
import assert from "node:assert/strict";
import { NO_CLAIMS } from "../../../src/core/outcome.ts";
import { inTurns } from "../../../src/core/turns.ts";
import type { Ended } from "../../../src/engine/result.ts";
import { contentOf, LONGEST_TEXT } from "../../../src/protocols/mcp/content.ts";
import { LARGEST_IMAGE_BYTES } from "../../../src/protocols/mcp/images.ts";
import { outcome } from "../../report/outcomes.ts";

/** The text, and what stands beside it. */
async function read(members: Partial<Ended>): Promise<[text: string, beside: object[]]> {
  const ended: Ended = {
    ...{ kind: "ended", outcome: outcome(), stdout: "", stderr: "", truncated: false },
    ...{ files: null, filesOmitted: [], display: null, sessionLost: false, sessionEnded: false },
    ...members,
  };
  const [first, ...beside] = await inTurns(contentOf(ended, "s"));
  return [(first as { text: string }).text, beside];
}

Deno.test("of each part that is too long the middle is left out, and a line says how much, and where all of it is", async () => {
  const long = `A${"x".repeat(LONGEST_TEXT)}Z`;
  const [text] = await read({
    stdout: long,
    stderr: long,
    outcome: outcome({ claimed: { ...NO_CLAIMS, resultRepr: long } }),
  });
  const half = "x".repeat(LONGEST_TEXT / 2 - 1);
  const shown = `A${half}\n[2 characters left out; structuredContent has all of it]\n${half}Z`;
  assert.equal(text, `stdout:\n${shown}\nstderr:\n${shown}\nresult:\n${shown}`);
});

Deno.test("what a model would miss is said: output that stops, files that are left out, a session that is gone", async () => {
  const [text, beside] = await read({
    stdout: "a\n",
    truncated: true,
    sessionLost: true,
    sessionEnded: true,
    files: [{ path: "a b.bin", contents: new Uint8Array([0xff]) }],
    filesOmitted: ["c.bin was left out: too large"],
  });
  assert.equal(
    text,
    `stdout:
a
note: output stops at 1000000B (--max-output)
note: the earlier state of session 's' was gone; this call began anew
note: session 's' has ended; its state is gone
file: a b.bin (application/octet-stream, 1 byte)
note: c.bin was left out: too large`,
  );
  const uri = "pysandbox://files/a%20b.bin";
  assert.deepEqual(beside, [{
    type: "resource",
    resource: { uri, mimeType: "application/octet-stream", blob: "/w==" },
  }]);
});

Deno.test("a program that says nothing has a text as well", async () => {
  assert.deepEqual(await read({}), ["(no output)", []]);
});

Deno.test("an image is one up to a size, and a resource beyond it, as is a text that is none", async () => {
  const image = (bytes: number) => ({ path: "a.png", contents: new Uint8Array(bytes) });
  const text = { path: "a.csv", contents: new Uint8Array([0xff]) };
  const [, beside] = await read({
    files: [image(LARGEST_IMAGE_BYTES), image(LARGEST_IMAGE_BYTES + 1), text],
  });
  const kinds = beside.map((one) => {
    const { type, resource } = one as { type: string; resource?: { blob?: string } };
    return [type, resource === undefined ? null : resource.blob !== undefined];
  });
  assert.deepEqual(kinds, [["image", null], ["resource", true], ["resource", true]]);
});
