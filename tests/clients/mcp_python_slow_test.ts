/** The official Python clients drive `mcp`: in both eras of the protocol, over standard input and output and over HTTP. */
import assert from "node:assert/strict";
import { HttpServed } from "../e2e/mcp_http_server.ts";
import { testWith } from "../needs.ts";
import { pathOf, sandboxCommand } from "./python.ts";

const IS_WINDOWS = Deno.build.os === "windows";
const PYTHON = IS_WINDOWS ? "python" : "python3";

/** Versions of `mcp` on PyPI, each with the ways in which it speaks. */
const CLIENTS = [
  ["1.30.0", ["legacy"]],
  ["2.3.0", ["legacy", "2026-07-28"]],
] as const;

const SEEN = {
  tools: ["run_python"],
  ok: [false, "stdout:\nhello\nresult:\n9", 9],
  error: [true, "ZeroDivisionError: division by zero"],
  timeout: [true, "timeout"],
  memory: [true, "memory"],
  session: 21,
  image: ["image", "image/png", "89504e47"],
  file: ["resource", "pysandbox://files/t.csv", "a,b"],
  cancel: 20,
};

async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    env: { PYSANDBOX_COMMAND: JSON.stringify(sandboxCommand()) },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, `${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

for (const [version, modes] of CLIENTS) {
  testWith([PYTHON], `the official Python client ${version} drives the server`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await run(PYTHON, "-m", "venv", folder);
      const python = IS_WINDOWS ? `${folder}/Scripts/python.exe` : `${folder}/bin/python`;
      await run(python, "-m", "pip", "install", "--quiet", `mcp==${version}`);
      await using server = await HttpServed.start("--workers", "2");
      for (const mode of modes) {
        for (const url of [[], [server.url]]) {
          const printed = await run(python, pathOf("tests/fixtures/mcp/drive.py"), mode, ...url);
          assert.deepEqual(JSON.parse(printed), SEEN);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
