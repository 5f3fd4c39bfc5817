/** The command line of the tasks that make packages, as far as it is refused. */
import assert from "node:assert/strict";
import { readExecutable } from "../packages/executables.ts";

const SCRIPT = new URL("../wheels.ts", import.meta.url);

async function wheels(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--allow-run",
      SCRIPT.href,
      ...args,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("the help says what is made, and of what", async () => {
  const { code, stdout, stderr } = await wheels("--help");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^Makes Python wheels of executables/);
});

Deno.test("a wrong option and a wrong address are refused by name", async () => {
  const unknown = await wheels("--wheel");
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /^wheels: Unknown option '--wheel'.* \(see --help\)\n$/);
  assert.deepEqual(await wheels("--repository", "http://example.org/x"), {
    code: 2,
    stdout: "",
    stderr:
      "wheels: --repository: expected an address such as https://example.org/me/pysandbox; got 'http://example.org/x'\n",
  });
});

Deno.test("what is no executable, or has other licences in itself, is not packed", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "#!/bin/sh\n");
    await assert.rejects(readExecutable(path, "notices"), {
      name: "UsageError",
      message: `expected an executable of pysandbox; got '${path}'`,
    });
    const elf = new Uint8Array(64);
    elf.set([0x7F, 0x45, 0x4C, 0x46]);
    elf[18] = 62;
    await Deno.writeFile(path, elf);
    await assert.rejects(readExecutable(path, "notices"), {
      name: "BuildError",
      message:
        `${path} does not have assets/build/notices.txt in itself, so that the licences and the ` +
        "bill of materials would be another executable's; make it again, and then this",
    });
  } finally {
    await Deno.remove(path);
  }
});
