/**
 * Which commit an executable says it was made from, with a simulated git: the tests need none.
 */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { findCommit } from "../build/commit.ts";

/** The commit that is found in a folder with or without `.git`, and the messages about it. */
async function find(
  { hasGit, answers }: { hasGit: boolean; answers: Record<string, string | Error> },
): Promise<{ commit: string; said: string[] }> {
  const path = await Deno.makeTempDir();
  try {
    if (hasGit) await Deno.mkdir(`${path}/.git`);
    const said: string[] = [];
    const root = pathToFileURL(`${path}/`);
    const commit = await findCommit(root, (folder, ...args) => {
      assert.equal(folder, root);
      const answer = answers[args.join(" ")];
      if (answer === undefined) throw new Error(`nobody expected git ${args.join(" ")}`);
      if (answer instanceof Error) throw answer;
      return Promise.resolve(answer);
    }, (line) => said.push(line));
    return { commit, said };
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

const HEAD = "rev-parse --short=12 HEAD";
const STATUS = "status --porcelain";

Deno.test("a clean checkout is its commit", async () => {
  const answers = { [HEAD]: "0123456789ab", [STATUS]: "" };
  assert.deepEqual(await find({ hasGit: true, answers }), { commit: "0123456789ab", said: [] });
});

Deno.test("a checkout with changes is not its commit", async () => {
  const answers = { [HEAD]: "0123456789ab", [STATUS]: "?? src/new.ts" };
  const found = await find({ hasGit: true, answers });
  assert.deepEqual(found, { commit: "0123456789ab-dirty", said: [] });
});

Deno.test("an archive of the sources has no commit, even within another checkout: git is not asked", async () => {
  assert.deepEqual(await find({ hasGit: false, answers: {} }), { commit: "unknown", said: [] });
});

Deno.test("where git is missing or complains, the build goes on and says why the commit is unknown", async () => {
  const error = new Error("fatal: detected dubious ownership in repository\nTo add an exception");
  assert.deepEqual(await find({ hasGit: true, answers: { [HEAD]: error } }), {
    commit: "unknown",
    said: [
      "the commit stays unknown: fatal: detected dubious ownership in repository To add an exception",
    ],
  });
});
