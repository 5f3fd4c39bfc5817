/**
 * Fetches what `tests/packages/real_packages_slow_test.ts` tries into a folder: wheels by `pysandbox packages fetch`, and from PyPI the source
 * distributions that have packages' own tests: `deno task real-packages FOLDER`, a folder that is new or has been fetched into before.
 */
import { createHash } from "node:crypto";
import { pysandbox } from "../../tests/e2e/command.ts";
import { type RealPackage, realPackages } from "../../tests/packages/real_packages.ts";
import { isSourceOf } from "../../tests/packages/wheels_at_hand.ts";
import { normalized, readWheelName } from "../../src/packages/wheel.ts";

/** What of an index's page is read (PEP 691). */
interface Page {
  readonly files: readonly {
    readonly filename: string;
    readonly url: string;
    readonly hashes: Readonly<Record<string, string>>;
  }[];
}

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main([folder, ...others]: string[]): Promise<number> {
  if (folder === undefined || others.length > 0) return fail("expected a folder to write to");
  const missing: string[] = [];
  for (const one of realPackages()) {
    const { code, stderr } = await pysandbox(
      ["packages", "fetch", "--wheels", folder, one.project, ...one.own?.needs ?? []],
    );
    say(stderr.trimEnd());
    if (code !== 0) missing.push(one.project);
    else if (typeof one.own?.folder === "string") await fetchSource(one, folder);
  }
  return missing.length === 0 ? 0 : fail(`not fetched: ${missing.join(", ")}`);
}

/** Fetches the source distribution of the wheel that is there. */
async function fetchSource({ project }: RealPackage, folder: string): Promise<void> {
  const wheel = [...Deno.readDirSync(folder)].map(({ name }) => readWheelName(name))
    .find((name) => name?.project === normalized(project));
  const page = `https://pypi.org/simple/${normalized(project)}/`;
  const { files }: Page = await (await get(page, "application/vnd.pypi.simple.v1+json")).json();
  const source = files.find(({ filename }) => wheel && isSourceOf(filename, wheel));
  if (source === undefined) throw new Error(`${page} has no source distribution of ${wheel?.file}`);
  const path = `${folder}/${wheel!.project}-${wheel!.version}.tar.gz`;
  const bytes = await (await get(new URL(source.url, page).href, "*/*")).bytes();
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== source.hashes.sha256) throw new Error(`${source.url} has another digest`);
  await Deno.writeFile(path, bytes);
  say(`fetched ${path}`);
}

async function get(url: string, accept: string): Promise<Response> {
  const response = await fetch(url, { headers: { accept } });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

function fail(message: string): number {
  say(`real-packages: ${message}`);
  return 1;
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
