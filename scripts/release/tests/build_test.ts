/** The build's command line, as users call it. Nothing is compiled here. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };

const SCRIPT = new URL("../build.ts", import.meta.url);

/** Runs the script without the permissions that it needs to make anything. */
async function build(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-read",
      "--allow-env=DENORT_BIN",
      fileURLToPath(SCRIPT),
      ...argv,
    ],
    env,
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("help names the tasks, every target by both names, and what the checksums are for", async () => {
  const { code, stdout, stderr } = await build(["--help"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  for (
    const text of [
      "deno task compile ",
      "deno task build ",
      "linux-x64    x86_64-unknown-linux-gnu\n",
      "linux-arm64  aarch64-unknown-linux-gnu\n",
      "macos-x64    x86_64-apple-darwin\n",
      "macos-arm64  aarch64-apple-darwin\n",
      "windows-x64  x86_64-pc-windows-msvc\n",
      "sha256sum -c SHA256SUMS",
    ]
  ) assert.ok(stdout.includes(text), text);
});

Deno.test("an unknown target is refused by name, with the list of those that there are", async () => {
  assert.deepEqual(await build(["--target", "linux-x64,plan9-x64"]), {
    code: 2,
    stdout: "",
    stderr: "build: unknown target 'plan9-x64'; " +
      "expected linux-x64, linux-arm64, macos-x64, macos-arm64, windows-x64\n",
  });
});

Deno.test("one base executable is refused for several targets before anything is made", async () => {
  assert.deepEqual(await build(["--target=linux-x64,macos-x64"], { DENORT_BIN: "/some/denort" }), {
    code: 2,
    stdout: "",
    stderr: "build: DENORT_BIN names one base executable, which cannot serve 2 targets; " +
      "unset it, or give one --target\n",
  });
});

Deno.test("the tasks give the script no more than it needs", () => {
  assert.equal(config.tasks.compile, "deno task --quiet build --local");
  assert.equal(
    config.tasks.build,
    "deno run --no-prompt --allow-read --allow-write=dist,assets/build --allow-env=DENORT_BIN " +
      `--allow-run="$(deno eval -p 'Deno.execPath()'),git" scripts/release/build.ts`,
  );
});
