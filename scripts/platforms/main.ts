/**
 * Runs a part of the tests in another system: `deno task platforms`. What each system is, and what it cannot tell, is in
 * `docs/platforms.md`.
 */
import { InternalError, UsageError } from "../../src/core/errors.ts";
import { filePath } from "../../src/core/file_path.ts";
import { countsIn } from "../test/summary.ts";
import { fetchDeno } from "./deno_package.ts";
import { HELP, parseOptions, type Request } from "./options.ts";
import { SUITE } from "./suite.ts";

const ROOT = filePath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** Commands that the scripts take beside those of every Linux, with Debian's package for each. */
const COMMANDS: Readonly<Record<Request["system"], Readonly<Record<string, string>>>> = {
  windows: { npm: "npm", debootstrap: "debootstrap", unshare: "util-linux", flock: "util-linux" },
  arm64: {
    ...{ npm: "npm", "qemu-system-aarch64": "qemu-system-arm", cpio: "cpio" },
    ...{ "apt-get": "apt", "dpkg-deb": "dpkg", flock: "util-linux" },
  },
};

async function main(argv: readonly string[]): Promise<number> {
  try {
    const request = parseOptions(argv);
    if (request === null) {
      Deno.stdout.writeSync(new TextEncoder().encode(HELP));
      return 0;
    }
    return await run(request);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof InternalError)) throw error;
    say(error.message);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function run(request: Request): Promise<number> {
  const { system, kernel, seconds, work } = request;
  expectHost(system);
  const folder = Deno.env.get("PYSANDBOX_PLATFORMS") ??
    `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/pysandbox-platforms`;
  await Deno.mkdir(folder, { recursive: true });
  const version = /^deno (\S+)/m.exec(await Deno.readTextFile(`${ROOT}/.tool-versions`))![1]!;
  const deno = await fetchDeno(system, folder, version);
  const child = new Deno.Command("bash", {
    args: [`${ROOT}/scripts/platforms/${system}/run.sh`, ...wordsOf(request)],
    env: {
      ...{ PROJECT: ROOT, KEPT: folder, DENO_THERE: deno, DENO_HERE: Deno.execPath() },
      ...{ KERNEL: kernel, SECONDS_THERE: `${seconds}` },
    },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let said = "";
  const decoder = new TextDecoder();
  for await (const part of child.stdout) {
    Deno.stdout.writeSync(part);
    said += decoder.decode(part, { stream: true });
  }
  const { code } = await child.status;
  if ("tests" in work) {
    const { passed, failed, elsewhere, notTried } = countsIn(said.replaceAll("\r", ""));
    const left = Object.values(notTried).reduce((sum, count) => sum + count, elsewhere);
    say(`${passed} passed, ${failed} failed, ${left} not tried`);
  }
  return code;
}

/** What Deno runs there. */
function wordsOf({ system, work }: Request): string[] {
  if ("command" in work) return ["run", "-A", "--cached-only", "cli.ts", ...work.command];
  const tests = work.tests.length > 0 ? work.tests : SUITE[system];
  return ["test", "-A", "--cached-only", "--no-check", ...tests];
}

/** @throws {InternalError} naming what is missing. */
function expectHost(system: Request["system"]): void {
  const { os, arch } = Deno.build;
  if (os !== "linux" || arch !== "x86_64") {
    throw new InternalError(
      `other systems are emulated on Linux of x86-64; this is ${os}, ${arch}`,
    );
  }
  if (system === "windows" && Deno.uid() !== 0) {
    throw new InternalError("windows: has to be root, to run a Debian in a folder");
  }
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const isThere = (command: string) =>
    folders.some((folder) => {
      try {
        return Deno.statSync(`${folder}/${command}`).isFile;
      } catch {
        return false;
      }
    });
  const missing = Object.entries(COMMANDS[system]).filter(([command]) => !isThere(command));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))].join(" ");
  const names = missing.map(([command]) => command).join(", ");
  throw new InternalError(`${names} missing; install Debian's packages ${packages}`);
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`platforms: ${line}\n`));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
