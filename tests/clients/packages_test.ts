/** The clients pass an environment on to their server. */
import assert from "node:assert/strict";
import { makeEnvironment } from "../packages/made_environment.ts";
import { pythonTest, runPython, sandboxCommand } from "./python.ts";
import { realSandbox } from "./sandboxes.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const packages = `${folder}/one.env`;
await makeEnvironment(packages, "1", false);

const CODE = "import pure\npure.VERSION";

Deno.test("a sandbox of the TypeScript client has the packages that it is given", async () => {
  await using sandbox = realSandbox({ packages });
  assert.equal((await sandbox.run(CODE)).output, 1);
  const { environment } = await sandbox.ping() as { environment: { name: string } };
  assert.equal(environment.name, packages);
  await using without = realSandbox();
  assert.match((await without.run(CODE)).error!, /^ModuleNotFoundError: /);
});

pythonTest("a sandbox of the Python client has the packages that it is given", async () => {
  const script = `
import json, pathlib, sys
from pysandbox import Sandbox
path, code, command = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
for packages in (path, pathlib.Path(path)):
    with Sandbox(command, packages=packages, options=["--workers", "1", "--spares", "0"]) as sandbox:
        print(sandbox.run(code).output, sandbox.ping()["environment"]["packages"])
`;
  const { code, stdout, stderr } = await runPython(
    ["-c", script, packages, CODE, JSON.stringify(sandboxCommand())],
    "clients/python",
  );
  assert.equal(stdout, "1 [{'name': 'pure', 'version': '1'}]\n".repeat(2));
  assert.deepEqual([code, stderr], [0, ""]);
});
