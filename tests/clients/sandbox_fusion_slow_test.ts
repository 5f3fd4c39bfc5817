/** Clients of SandboxFusion, from PyPI, drive `/run_code` of `mcp --http`. */
import assert from "node:assert/strict";
import { HttpServed } from "../e2e/mcp_http_server.ts";
import { testWith } from "../needs.ts";
import { pathOf } from "./python.ts";
import { PYTHON, Venv } from "./venv.ts";

testWith([PYTHON], "the SDK of SandboxFusion drives the server", async () => {
  await using venv = await Venv.make("sandbox-fusion==0.3.7");
  await using server = await HttpServed.start("--workers", "2");
  const address = server.url.replace(/\/mcp$/, "");
  const printed = await venv.run(pathOf("tests/fixtures/run_code/drive.py"), address);
  assert.deepEqual(JSON.parse(printed), {
    ok: ["Success", "right", 0, "cba\n"],
    raised: ["Failed", "wrong", 1, ""],
    exit: ["Failed", "wrong", 3, ""],
    late: ["Failed", "late", null, ""],
    files: { "b.csv": "1,2,3" },
    squares: Array.from({ length: 20 }, (_, number) => number ** 2),
    async: "async\n",
    cpp: 'Faas api responded with code 422: {"',
  });
});

testWith([PYTHON], "verl scores programs by the server", async () => {
  // All of verl is a training stack of gigabytes: its file needs `requests` alone.
  await using venv = await Venv.make("requests==2.32.5");
  const folder = `${venv.folder}/verl`;
  await venv.run("-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, "verl==0.9.1");
  await using server = await HttpServed.start("--workers", "2");
  const address = server.url.replace(/\/mcp$/, "/run_code");
  const file = `${folder}/verl/utils/reward_score/sandbox_fusion/utils.py`;
  const printed = await venv.run(pathOf("tests/fixtures/run_code/drive_verl.py"), address, file);
  assert.deepEqual(JSON.parse(printed), {
    right: [true, true, true],
    half: [true, false, false],
    raises: [-2, -2, -2],
    endless: [-3, -3, -3],
  });
});
