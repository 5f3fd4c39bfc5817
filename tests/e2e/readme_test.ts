/** What the README shows first: its program prints what the README says that it prints. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { pysandbox } from "./command.ts";

const ROOT = new URL("../../", import.meta.url);
const README = Deno.readTextFileSync(new URL("README.md", ROOT));

/** The first fenced block of a language. */
function firstBlock(language: string): string {
  const block = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "m").exec(README);
  assert.ok(block, `the README has a block of ${language}`);
  return block[1]!;
}

Deno.test("the README's first command prints what the README says", async () => {
  const [, argv] = /^npx --yes deno@\S+ task --quiet start (.*)$/m.exec(firstBlock("sh"))!;
  const { code, stdout, stderr } = await pysandbox(argv!.split(" "), { cwd: fileURLToPath(ROOT) });
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: firstBlock("text"), stderr: "" });
});

Deno.test("the launcher of a checkout has the permissions of the task, and no others", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", ROOT)));
  const [, start] = /^deno run --quiet --no-prompt (--allow-.*) cli\.ts$/.exec(tasks.start)!;
  const page = Deno.readTextFileSync(new URL("docs/install.md", ROOT));
  const [, launcher] = /^permissions="(.*)"$/m.exec(page)!;
  assert.equal(launcher, start);
  assert.match(page, /exec "%s" run --quiet --no-prompt %s "%s\/cli\.ts" "\$@"/);
});
