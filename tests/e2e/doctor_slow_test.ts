/** Doctor on the machine that the tests run on, and on one whose image was damaged. */
import assert from "node:assert/strict";
import type { Check } from "../../src/core/check.ts";
import { denoPartLength, TRAILER_BYTES } from "../../src/pack/deno_part.ts";
import { PACK_FOOTER_BYTES } from "../../src/pack/pack.ts";
import { copyProject } from "../fixtures/project_copy.ts";
import { BINARY, commandLine, pysandbox } from "./command.ts";
import { assertTable, remedyFor, TABLE } from "./doctor_table.ts";

Deno.test("the JSON is one line with the same checks, whatever the defaults of runs are", async () => {
  const env = { PYSANDBOX_WALLS: "off", PYSANDBOX_TIMEOUT: "1ms", PYSANDBOX_JSON: "0" };
  const { code, stdout, stderr } = await pysandbox(["doctor", "--json"], { env });
  const found = JSON.parse(stdout);
  assert.equal(stdout, `${JSON.stringify(found)}\n`);
  assert.deepEqual(
    found.checks.map(({ name, ok, remedy }: Check) => [name, ok, remedy]),
    found.checks.map(({ detail }: Check, at: number) => {
      const [name, expected] = TABLE[at]!;
      assert.match(detail, new RegExp(`^${expected.source}$`));
      const remedy = remedyFor(name, detail);
      return [name, remedy === null, remedy];
    }),
  );
  assert.equal(found.checks.length, TABLE.length);
  const ok = found.checks.every((check: Check) => check.ok);
  assert.deepEqual([found.version, found.ok, code, stderr], [1, ok, ok ? 0 : 1, ""]);
  const { pysandbox: own, commit, python, pyodide, deno, v8 } = found.versions;
  const origin = commit === null ? "from source" : `commit ${commit}`;
  assert.equal(
    (await pysandbox(["--version"])).stdout,
    `pysandbox ${own} (${origin}, Python ${python}, Pyodide ${pyodide}, Deno ${deno}, V8 ${v8})\n`,
  );
});

/** Changes the last byte of the pack, which no sandbox needs. */
async function damagePack(path: string, isExecutable: boolean): Promise<void> {
  const bytes = await Deno.readFile(path);
  const part = isExecutable ? denoPartLength(bytes.slice(-TRAILER_BYTES)) ?? 0 : 0;
  const behind = isExecutable ? part + PACK_FOOTER_BYTES : 0;
  bytes[bytes.length - behind - 1]! ^= 1;
  await Deno.writeFile(path, bytes);
}

/** Runs doctor of a copy of the command whose pack was damaged. */
async function damagedDoctor(): Promise<Deno.CommandOutput> {
  if (BINARY !== undefined) {
    const folder = await Deno.makeTempDir();
    try {
      const copy = `${folder}/pysandbox`;
      await Deno.copyFile(BINARY, copy);
      await damagePack(copy, true);
      return await new Deno.Command(copy, { args: ["doctor"] }).output();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  await using project = await copyProject();
  const build = `${project.path}/assets/build`;
  await Deno.mkdir(build);
  for (const name of ["python.pack", "glue.mjs"]) {
    await Deno.copyFile(new URL(`../../assets/build/${name}`, import.meta.url), `${build}/${name}`);
  }
  await damagePack(`${build}/python.pack`, false);
  // As if they had been made there.
  const { inputsFingerprint } = await import(`file://${project.path}/src/host/assets.ts`);
  await Deno.writeTextFile(
    `${build}/index.json`,
    JSON.stringify({ inputs: inputsFingerprint() }),
  );
  const [path, args] = commandLine(["doctor"]);
  const entry = new URL("../../cli.ts", import.meta.url).href;
  const words = args.map((word) => word === entry ? `file://${project.path}/cli.ts` : word);
  return await new Deno.Command(path, { args: words, cwd: project.path }).output();
}

Deno.test({
  name: "an image that was damaged is found, and the exit status is 1 (Linux)",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await pysandbox(["run", "-c", "pass"]);
    const { code, stdout, stderr } = await damagedDoctor();
    const decoder = new TextDecoder();
    const remedy = BINARY === undefined
      ? "the assets are damaged: make them again with 'deno task assets'"
      : "the executable is damaged: download it again and compare its SHA-256";
    const table = decoder.decode(stdout);
    assertTable(table, remedy);
    const line =
      "FAIL  image        the sandbox did not start: The pack does not match its checksum";
    assert.equal(table.split("\n")[1], `${line} - ${remedy}`);
    assert.deepEqual([code, decoder.decode(stderr)], [1, ""]);
  },
});
