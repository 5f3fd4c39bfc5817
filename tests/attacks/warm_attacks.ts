/** Attacks by the program that warms an environment up: each a file in `tests/attacks/warm/`. */
import assert from "node:assert/strict";
import { type Finished, pysandbox } from "../e2e/command.ts";
import { wheel } from "../packages/make_wheel.ts";

const ATTACKS = new URL("warm/", import.meta.url);

/** One of them, and what its first lines say. */
interface WarmAttack {
  readonly name: string;
  /** Why no environment is made; undefined where one is. */
  readonly refused: string | undefined;
  readonly tries: string;
  readonly isSlow: boolean;
}

/** All of them. */
export function warmAttacks(): WarmAttack[] {
  return [...Deno.readDirSync(ATTACKS)].map(({ name: file }) => {
    const lines = Deno.readTextFileSync(new URL(file, ATTACKS)).split("\n");
    const header = (key: string) =>
      lines.find((line) => line.startsWith(`# ${key}: `))?.slice(`# ${key}: `.length);
    for (const key of ["tries", "without", "source"]) {
      assert.ok(header(key) !== undefined, `${file}: ${key}`);
    }
    return {
      name: file.slice(0, -".py".length),
      ...{ refused: header("refused"), tries: header("tries")! },
      isSlow: header("slow") !== undefined,
    };
  });
}

/** Makes an environment in `folder`, warmed up by an attack. */
export async function warmedUpBy(
  name: string,
  folder: string,
): Promise<Finished & { readonly environment: string }> {
  const wheels = `${folder}/wheels`;
  await Deno.mkdir(wheels, { recursive: true });
  const pure = wheel("pure", "1", { "pure.py": "cache = {}\n" });
  await Deno.writeFile(`${wheels}/pure-1-py3-none-any.whl`, pure);
  const environment = `${folder}/${name}.env`;
  const path = new URL(`${name}.py`, ATTACKS).pathname;
  const ended = await pysandbox(
    ["packages", "build", "--wheels", wheels, "--warm", path, "-o", environment],
  );
  return { ...ended, environment };
}

/** Registers a test that no environment is made by an attack. */
export function testRefused({ name, refused, tries }: WarmAttack, folder: string): void {
  Deno.test(`no environment is made by ${name}, which ${tries}`, async () => {
    const { code, stdout, stderr, environment } = await warmedUpBy(name, folder);
    assert.equal(code, 1, stderr);
    assert.equal(stdout, "");
    const said = stderr.trimEnd().split("\n").at(-1)!;
    assert.ok(said.startsWith("pysandbox: ") && said.includes(refused!), stderr);
    await assert.rejects(Deno.stat(environment));
  });
}
