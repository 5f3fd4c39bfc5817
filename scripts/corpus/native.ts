/**
 * The native Python that pysandbox is compared with. It runs programs without any sandbox: only their time, memory and output are
 * limited, so that a program that runs away does not take the machine along.
 */
import { BoundedOutput } from "./bounded_output.ts";
import { lastLineOf, type Verdict } from "./program.ts";

/** A native CPython. */
export interface Native {
  readonly path: string;
  /** `3.14.2` */
  readonly version: string;
  /** The top-level names of its standard library. */
  readonly standard: ReadonlySet<string>;
}

/** What a run is held to. */
export interface NativeLimits {
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

const ABOUT = `import json, platform, sys
print(json.dumps([sys.executable, platform.python_version(), sorted(sys.stdlib_module_names)]))`;

/** A command line has room for no more, in bytes. */
const LONGEST_ARGUMENT = 100_000;

/** Address space of a native program, in KiB. */
const MOST_MEMORY_KIB = 4 * 2 ** 20;

/** How long to wait for output after a program's end, in milliseconds. */
const PATIENCE_MS = 2000;

/** Where pysandbox's programs are, so that the paths of both sides read alike. */
const HOME = "/home/sandbox";

const IS_WINDOWS = Deno.build.os === "windows";

const CUSTOMIZE = Deno.readTextFileSync(new URL("python/sitecustomize.py", import.meta.url));

/** The interpreter behind `python3`. @throws {Error} where there is none of 3.10 or later. */
export async function findNative(): Promise<Native> {
  try {
    const { stdout } = await new Deno.Command("python3", { args: ["-c", ABOUT], stderr: "null" })
      .output();
    const [path, version, names] = JSON.parse(new TextDecoder().decode(stdout));
    return { path, version, standard: new Set(names) };
  } catch {
    throw new Error("expected python3, 3.10 or later, on the PATH to compare with");
  }
}

/**
 * Runs a program to its end, in a folder of its own that is removed afterwards.
 *
 * @param hashSeed what `hash()` of texts depends on, from 0.
 */
export async function runNative(
  native: Native,
  code: string,
  { timeoutMs, maxOutputBytes }: NativeLimits,
  hashSeed: number,
  signal: AbortSignal,
): Promise<Verdict> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "corpus-" }));
  try {
    for (const name of ["work", "site"]) await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/site/sitecustomize.py`, CUSTOMIZE);
    const child = start(native, await argumentsFor(code, folder), folder, hashSeed);
    let status: string | null = null;
    const kill = (why: string) => {
      status ??= why;
      killGroup(child);
    };
    const late = setTimeout(() => kill("timeout"), timeoutMs);
    const onAbort = () => kill("cancelled");
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    const began = performance.now();
    const streams = [child.stdout, child.stderr];
    const output = new BoundedOutput(streams, maxOutputBytes, () => kill("output"));
    const { code: exitCode } = await child.status;
    const milliseconds = Math.round(performance.now() - began);
    // What the program has started keeps the pipes open, and must not be left behind.
    killGroup(child);
    const [stdout = "", stderr = ""] = await output.texts(PATIENCE_MS);
    clearTimeout(late);
    signal.removeEventListener("abort", onAbort);
    const here = (text: string) => text.replaceAll(`${folder}/work`, HOME);
    return {
      status: status ?? (exitCode === 0 ? "ok" : "error"),
      exitCode,
      stdout: here(stdout),
      lastLine: lastLineOf(here(stderr)),
      milliseconds,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** As pysandbox takes a request: like `-c`, which has no room for a large program. */
async function argumentsFor(code: string, folder: string): Promise<string[]> {
  if (new TextEncoder().encode(code).length <= LONGEST_ARGUMENT) return ["-c", code];
  await Deno.writeTextFile(`${folder}/program.py`, code);
  const path = JSON.stringify(`${folder}/program.py`);
  return ["-c", `exec(compile(open(${path}, "rb").read(), "<string>", "exec"))`];
}

function start(
  { path }: Native,
  args: readonly string[],
  folder: string,
  hashSeed: number,
): Deno.ChildProcess {
  const limited = ["-c", `ulimit -v ${MOST_MEMORY_KIB}; exec "$@"`, "sh", path, "-s", ...args];
  return new Deno.Command(IS_WINDOWS ? path : "sh", {
    args: IS_WINDOWS ? ["-s", ...args] : limited,
    cwd: `${folder}/work`,
    clearEnv: true,
    env: {
      HOME: `${folder}/work`,
      PYTHONPATH: `${folder}/site`,
      PYTHONHASHSEED: String(hashSeed),
      PYTHONUTF8: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      TZ: "UTC",
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A process group of its own: whatever it starts is killed with it.
    detached: !IS_WINDOWS,
  }).spawn();
}

function killGroup(child: Deno.ChildProcess): void {
  try {
    if (IS_WINDOWS) child.kill("SIGKILL");
    else Deno.kill(-child.pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
}
