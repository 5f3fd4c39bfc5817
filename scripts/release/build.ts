/**
 * Compiles executables, complete with Python, its standard library and the memory image: `deno task compile` for this
 * machine, `deno task build` for all targets. Nothing else is embedded: no test, no script, no package.
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { UsageError } from "../../src/core/errors.ts";
import { BuildError } from "./build/build_error.ts";
import { bundle } from "./build/bundle.ts";
import { findCommit, git } from "./build/commit.ts";
import { PACK } from "./build/compile_arguments.ts";
import { compile, findFiles } from "./build/deno.ts";
import { embeddable, joinPacks } from "./build/environment.ts";
import { checksums, describe, type Executable, inspect } from "./build/executable.ts";
import { makeIncluded } from "./build/included.ts";
import { HELP, parseOptions, type Request } from "./build/options.ts";
import { withPack } from "./build/pack.ts";
import { reserveStack } from "./build/stack_reserve.ts";
import { fillStage } from "./build/stage.ts";
import { localName, releaseName } from "./build/targets.ts";

const root = new URL("../../", import.meta.url);
const dist = new URL("dist/", root);

/**
 * Does what argv requests, and returns the exit status: 1 if it fails, 2 if argv is wrong.
 */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const request = parseOptions(argv);
    if (request.kind === "help") write(Deno.stdout, HELP);
    else await build(request);
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError || error instanceof UsageError)) throw error;
    if (error instanceof BuildError) write(Deno.stderr, error.detail);
    say(error.message);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function build(
  { kind, targets, packages }: Exclude<Request, { kind: "help" }>,
): Promise<void> {
  if (targets.length > 1 && Deno.env.has("DENORT_BIN")) {
    throw new UsageError(
      `DENORT_BIN names one base executable, which cannot serve ${targets.length} targets; ` +
        "unset it, or give one --target",
    );
  }
  await makeIncluded(root, say);
  const embedded = packages === null ? null : await embeddable(packages);
  const files = await findFiles(root);
  const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const commit = await findCommit(root, git, say);

  await Deno.mkdir(dist, { recursive: true });
  // A list that belongs to the executables of another build would be worse than none.
  if (kind === "release") await removeIfThere(new URL("SHA256SUMS", dist));
  await using temporary = await temporaryFolder();
  const pack = joinPacks(await Deno.readFile(new URL(PACK, root)), embedded);
  const modules = new URL("modules/", temporary.url);
  const stage = new URL("stage/", temporary.url);
  await fillStage(modules, root, { files, version, commit, pack, packages: embedded?.facts });
  await bundle(modules, stage);
  const made: Executable[] = [];
  for (const target of targets) {
    const name = kind === "local" ? localName(target) : releaseName(target, version);
    // It is moved into its place only when it is complete, and atomically: another process may be running the previous
    // one.
    const output = new URL(`out/${name}`, temporary.url);
    await compile(stage, target, fileURLToPath(output));
    const compiled = await Deno.readFile(output);
    const bytes = withPack(compiled, pack, target);
    reserveStack(bytes);
    made.push(await inspect(name, bytes, target, say, embedded?.bytes.length));
    await Deno.writeFile(output, bytes);
    await Deno.rename(output, new URL(name, dist));
    write(Deno.stdout, `${describe(made.at(-1)!)}\n`);
  }
  if (kind === "release") await Deno.writeTextFile(new URL("SHA256SUMS", dist), checksums(made));
}

/**
 * A folder in `dist/`, so that files made there can be moved into their place; removed at the end of the scope.
 */
async function temporaryFolder(): Promise<{ url: URL } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ dir: fileURLToPath(dist), prefix: ".stage-" });
  return {
    url: pathToFileURL(`${path}/`),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function removeIfThere(url: URL): Promise<void> {
  await Deno.remove(url).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

function say(line: string): void {
  write(Deno.stderr, `build: ${line}\n`);
}

function write(stream: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  stream.writeSync(new TextEncoder().encode(text));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
