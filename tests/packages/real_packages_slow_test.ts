/**
 * Real packages by the real command, linked and warmed up: they do what they do elsewhere, and pass tests of their own. Wheels and source
 * distributions are in the folders that PYSANDBOX_WHEELS names; what is not there is not tried. `scripts/packages/fetch.ts` gets them.
 */
import assert from "node:assert/strict";
import { pysandbox } from "../e2e/command.ts";
import { tryTest } from "../needs.ts";
import { type OwnTests, type RealPackage, realPackages } from "./real_packages.ts";
import { lacksWheel, sourceAtHand, unpackSource, WHEEL_FOLDERS } from "./wheels_at_hand.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** What packages' tests may take is not what is tried. */
const UNHURRIED = ["-t", "30m", "-H", "1G", "--max-output", "100MiB"];

for (const one of realPackages()) register(one);

function register({ project, warm, check, expected, own }: RealPackage): void {
  const lacks = lacksWheel(project);
  const lacksTests = lacks ?? (own === undefined ? null : lacksOwn(project, own));
  const packages = [project, ...(lacksTests === null ? own?.needs ?? [] : [])];
  const [linked, warmed] = [`${folder}/${project}.env`, `${folder}/${project}-warm.env`];
  tryTest({
    name: `${project}, linked, does what it does elsewhere`,
    lacks,
    fn: async () => {
      await build(linked, packages);
      assert.equal(await printed(linked, check), expected);
    },
  });
  tryTest({
    name: `${project}, warmed up, does what it does elsewhere`,
    lacks,
    fn: async () => {
      await Deno.writeTextFile(`${folder}/warm-${project}.py`, warm);
      await build(warmed, packages, "--warm", `${folder}/warm-${project}.py`);
      assert.equal(await printed(warmed, check), expected);
    },
  });
  if (own === undefined) return;
  for (const [how, environment] of [["linked", linked], ["warmed up", warmed]] as const) {
    tryTest({
      name: `${project}, ${how}, passes tests of its own`,
      lacks: lacksTests,
      fn: async () => {
        const files = own.folder === null ? [] : ["-f", await testsOf(project, own.folder)];
        assert.match(await printed(environment, own.program, ...files), own.says);
      },
    });
  }
}

/** What is missing before a package's own tests can be tried. */
function lacksOwn(project: string, { folder, needs = [] }: OwnTests): string | null {
  const lacks = needs.map(lacksWheel).find((one) => one !== null);
  if (lacks !== undefined) return lacks;
  return folder === null || sourceAtHand(project) !== null
    ? null
    : `the source distribution of ${project} in PYSANDBOX_WHEELS`;
}

/** The option's value that gives a program the tests of a source distribution. */
async function testsOf(project: string, path: string): Promise<string> {
  const sources = `${folder}/${project}-source`;
  await unpackSource(sourceAtHand(project)!, sources);
  return `tests=${sources}/${path}`;
}

async function build(
  output: string,
  packages: readonly string[],
  ...options: string[]
): Promise<void> {
  const wheels = WHEEL_FOLDERS.flatMap((path) => ["--wheels", path]);
  const { code, stderr } = await pysandbox(
    ["packages", "build", ...wheels, "-o", output, ...options, ...packages],
  );
  assert.equal(code, 0, stderr);
}

/** What a program writes that ends well. */
async function printed(environment: string, program: string, ...options: string[]) {
  const { code, stdout, stderr } = await pysandbox(
    ["run", "-p", environment, ...UNHURRIED, ...options, "-c", program],
  );
  assert.equal(code, 0, stdout.slice(-5000) + stderr.slice(-5000));
  return stdout + stderr;
}
