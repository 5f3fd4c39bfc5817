/** The command line that starts a jail: this executable, nothing of the environment, no prompts. */
import assert from "node:assert/strict";
import { filePath } from "../../src/core/file_path.ts";
import { jailCommand } from "../../src/host/jail_process.ts";

Deno.test("the jail gets no variable but its time zone and, from source, the place of Deno's cache", () => {
  const { env } = jailCommand(64 << 20, true);
  const cache = Deno.env.get("DENO_DIR");
  assert.deepEqual(env, cache === undefined ? { TZ: "UTC" } : { TZ: "UTC", DENO_DIR: cache });
});

Deno.test("the jail is this executable, asks nobody, and may read this project and call libraries", () => {
  const { path, args } = jailCommand(64 << 20, true);
  assert.equal(path, Deno.execPath());
  assert.ok(args.includes("--no-prompt"));
  const root = filePath(new URL("../../", import.meta.url));
  assert.deepEqual(args.filter((arg) => arg.startsWith("--allow")), [
    `--allow-read=${root}`,
    "--allow-ffi",
  ]);
  assert.deepEqual(args.slice(-2), [
    "--jail",
    '{"maxHeapBytes":67108864,"systemWalls":true,"purpose":"run","environment":null}',
  ]);
  assert.equal(
    jailCommand(64 << 20, false).args.at(-1),
    '{"maxHeapBytes":67108864,"systemWalls":false,"purpose":"run","environment":null}',
  );
});

Deno.test("a jail with an environment may read that as well, whatever its name", () => {
  const place = { path: "/data/a,b.env", copy: "/proc/7/fd/8", checksum: 9 };
  const { args } = jailCommand(64 << 20, true, "run", place);
  const root = filePath(new URL("../../", import.meta.url));
  assert.ok(args.includes(`--allow-read=${root},/data/a,,b.env`));
  assert.equal(
    args.at(-1),
    '{"maxHeapBytes":67108864,"systemWalls":true,"purpose":"run",' +
      '"environment":{"path":"/data/a,b.env","copy":"/proc/7/fd/8","checksum":9}}',
  );
});

Deno.test("a jail that checks what it boots from is started like others, but for its configuration", () => {
  const plain = jailCommand(64 << 20, true);
  const verifying = jailCommand(64 << 20, true, "verify");
  const config =
    '{"maxHeapBytes":67108864,"systemWalls":true,"purpose":"verify","environment":null}';
  assert.deepEqual(verifying, { ...plain, args: [...plain.args.slice(0, -1), config] });
});

Deno.test("the jail makes no code from strings, and has the stack that its host could get", () => {
  const flags = jailCommand(64 << 20, true).args.find((arg) => arg.startsWith("--v8-flags="));
  assert.match(
    flags!,
    /^--v8-flags=--disallow-code-generation-from-strings,--wasm-tiering-budget=\d+,--no-wasm-inlining,--no-wasm-inlining-call-indirect,--min-semi-space-size=4,--stack-size=\d{3,5}$/,
  );
});
