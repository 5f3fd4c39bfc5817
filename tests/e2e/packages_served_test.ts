/** Environments in every command but `run`: opened once, named wherever somebody asks, and the same until the end. */
import assert from "node:assert/strict";
import { environmentsInJUnit, readSarif } from "../vet/schemas.ts";
import { makeEnvironment, USE } from "../packages/made_environment.ts";
import { pysandbox, start } from "./command.ts";
import { connect, runPython } from "./mcp_client.ts";
import { type Answer, QUIET_END, Served } from "./served.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const environment = `${folder}/one.env`;
await makeEnvironment(environment);
const another = `${folder}/two.env`;
await makeEnvironment(another, "2", false);

const ON_LINUX = { ignore: Deno.build.os !== "linux" };

const PACKAGES = [{ name: "native-one", version: "3.0" }, { name: "pure", version: "1" }];

interface Reported {
  readonly name: string;
  readonly digest: string;
}

const reports = new Map<string, Promise<Reported>>();

/** The environment as `run` reports it, which is asked once. */
function reported(path: string): Promise<Reported> {
  const report = reports.get(path) ?? askRun(path);
  reports.set(path, report);
  return report;
}

async function askRun(path: string): Promise<Reported> {
  const { stdout } = await pysandbox(["run", "--json", "-p", path, "-c", "import pure"]);
  const { status, environment } = JSON.parse(stdout);
  assert.equal(status, "ok", stdout);
  return environment;
}

Deno.test("a report names the environment and its digest, which another one does not have", async () => {
  const [one, two] = [await reported(environment), await reported(another)];
  assert.match(one.digest, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual([one.name, two.name], [environment, another]);
  assert.notEqual(one.digest, two.digest);
  const { stdout } = await pysandbox(["run", "--json", "-c", "1"]);
  assert.equal("environment" in JSON.parse(stdout), false);
});

Deno.test("a server's programs and sessions have the packages, and a ping says which", async () => {
  await using server = new Served("--workers", "2", "-p", environment);
  const answers = await server.askAll([
    ...[{ code: USE }, { code: USE }, { code: USE, session: "s" }],
    { code: "native_one.answer() + pure.VERSION", session: "s" },
  ]);
  assert.deepEqual(answers.map(({ output }) => output), [[1, 42], [1, 42], [1, 42], 43]);
  const [pong] = await server.askAll([{ ping: true }]);
  const { name, digest } = await reported(environment);
  assert.deepEqual(pong!.environment, { name, digest, packages: PACKAGES });
  assert.deepEqual(await server.end(), QUIET_END);
});

Deno.test({
  ...ON_LINUX,
  name: "what becomes of the file changes nothing for a server: written over, replaced or deleted",
  fn: async () => {
    const file = `${folder}/changing.env`;
    await Deno.copyFile(environment, file);
    // Without spares, each program has an interpreter that is made for it.
    await using server = new Served("--workers", "1", "--spares", "0", "-p", file);
    const use = async (request: Answer = {}) => {
      const [answer] = await server.askAll([{ code: USE, ...request }]);
      assert.deepEqual(answer!.output, [1, 42]);
    };
    await use();
    const other = await Deno.readFile(another);
    using over = await Deno.open(file, { write: true });
    await over.write(other);
    await use();
    await Deno.rename(another, file);
    await use();
    await Deno.remove(file);
    await use();
    await use({ session: "s" });
    assert.deepEqual(await server.end(), QUIET_END);
  },
});

Deno.test({
  ...ON_LINUX,
  name:
    "a prompt has the packages, also in the interpreter after one that was lost, without the file",
  fn: async () => {
    const file = `${folder}/prompt.env`;
    await Deno.copyFile(environment, file);
    const child = start(["repl", "-p", file, "-q"]);
    const input = child.stdin.getWriter();
    const output = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    const use = "import pure, native_one; pure.VERSION + native_one.answer()\n";
    const write = (text: string) => input.write(new TextEncoder().encode(text));
    await write(use);
    assert.equal((await output.next()).value, "43\n");
    await Deno.remove(file);
    await write("import ctypes; ctypes.string_at(0xFFFFFFF0, 4)\n");
    await write(use);
    assert.equal((await output.next()).value, "43\n");
    await input.close();
    await child.stderr.cancel();
    assert.equal((await child.status).code, 139);
  },
});

Deno.test("vet gives each program the packages, and names the environment in each report and in the sums", async () => {
  await Deno.writeTextFile(`${folder}/uses.py`, `${USE.replace("[", "print([")})\n`);
  const { code, stdout } = await pysandbox(
    [
      ...["vet", "-p", "one.env", "uses.py", "--format", "github"],
      ...["--jsonl", "rows.jsonl", "--junit", "r.xml", "--sarif", "r.sarif"],
    ],
    { cwd: folder, env: { GITHUB_STEP_SUMMARY: `${folder}/summary.md` } },
  );
  const { digest } = await reported(environment);
  assert.equal(code, 0, stdout);
  assert.match(
    stdout,
    new RegExp(`\n\npackages of one\\.env \\(${digest}\\)\n\n1 program: 1 passed`),
  );
  const row = JSON.parse(await Deno.readTextFile(`${folder}/rows.jsonl`));
  assert.deepEqual([row.stdout, row.environment], ["[1, 42]\n", { name: "one.env", digest }]);
  const [xml, sarif, summary] = await Promise.all(
    ["r.xml", "r.sarif", "summary.md"].map((name) => Deno.readTextFile(`${folder}/${name}`)),
  ) as [string, string, string];
  assert.deepEqual(environmentsInJUnit(xml), [["one.env", digest]]);
  assert.deepEqual(readSarif(sarif).properties, { environment: { name: "one.env", digest } });
  assert.ok(summary.includes(`\npackages of <code>one.env</code> (${digest})\n`), summary);
});

Deno.test("a model is told which packages its programs can import", async () => {
  for (const compat of [[], ["--compat", "mcp-run-python"]]) {
    await using client = await connect(
      { options: ["-p", environment, "--workers", "1", ...compat] },
      "2025-11-25",
    );
    const { tools: [tool] } = await client.listTools();
    const said = "Packages that it can import: native-one 3.0, pure 1.";
    assert.ok(tool!.description!.split("\n").includes(said), tool!.description);
    if (compat.length > 0) continue;
    const { answer } = await runPython(client, { code: USE });
    assert.deepEqual(answer.output, [1, 42]);
  }
});

Deno.test("an environment of which a byte has changed starts no server", async () => {
  const bytes = await Deno.readFile(environment);
  const broken = `${folder}/broken.env`;
  const index = JSON.parse(new TextDecoder().decode(bytes.subarray(24, 4096)).replace(/\0+$/, ""));
  for (const name of ["lazy.bin", "contents.json"]) {
    const { offset, length } = index.members[name];
    const changed = bytes.slice();
    changed[offset + (length >> 1)]! ^= 1;
    await Deno.writeFile(broken, changed);
    const { code, stdout, stderr } = await pysandbox(["serve-stdio", "-p", broken], {
      stdin: '{"code": "1"}\n',
    });
    assert.deepEqual([code, stdout, stderr], [
      125,
      "",
      `pysandbox: --packages ${broken}: its part ${name} has changed; make it again\n`,
    ]);
  }
  await Deno.writeFile(broken, bytes.subarray(0, bytes.length - 4096));
  const { code, stderr } = await pysandbox(["serve-stdio"], {
    env: { PYSANDBOX_PACKAGES: broken },
  });
  assert.deepEqual([code, stderr], [
    125,
    `pysandbox: PYSANDBOX_PACKAGES ${broken}: ends too early; make it again\n`,
  ]);
});
