/** The client in TypeScript under Node.js, and programs that forget to close it. */
import assert from "node:assert/strict";
import { stripTypeScriptTypes } from "node:module";
import { pathOf, sandboxCommand } from "./python.ts";

const CLIENT = pathOf("clients/typescript/client.ts");

/** Uses most of the client, and then ends without closing it. */
const SCRIPT = `
  import { Sandbox } from "./client.mjs";
  const sandbox = new Sandbox({ command: ${JSON.stringify(sandboxCommand())}, grace: 120_000 });
  const session = sandbox.session();
  await session.run("x = 6");
  const { output } = await session.run("x * 7", { onOutput: () => {} });
  const stopped = sandbox.run("while True: pass", { signal: AbortSignal.timeout(500) });
  const { name } = await stopped.catch((error) => error);
  await session.close();
  process.stdout.write(JSON.stringify([output, name]));
`;

async function runScript(program: string, words: readonly string[]): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const client = stripTypeScriptTypes(await Deno.readTextFile(CLIENT));
    await Deno.writeTextFile(`${folder}/client.mjs`, client);
    await Deno.writeTextFile(`${folder}/script.mjs`, SCRIPT);
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: [...words, `${folder}/script.mjs`],
    }).output();
    const decoder = new TextDecoder();
    assert.deepEqual([code, decoder.decode(stderr)], [0, ""]);
    assert.equal(decoder.decode(stdout), '[42,"TimeoutError"]');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("Deno ends when a program that did not close its sandbox has no more to do", async () => {
  await runScript(Deno.execPath(), ["run", "--quiet", "--allow-run", "--allow-env"]);
});

Deno.test("the client works under Node.js, which ends as well", async () => {
  await runScript("node", []);
});
