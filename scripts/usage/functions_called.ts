/**
 * Records which functions of Python's module a program calls: the engine compiles a function at its first call, and
 * logs it.
 */
import { JailLink } from "../../src/host/jail_link.ts";
import {
  type JailCommand,
  jailCommand,
  type JailProcess,
  SpawnedJail,
} from "../../src/host/jail_process.ts";
import { superviseIn } from "../../src/host/supervisor.ts";
import { NAME_PREFIX } from "../../src/wasm/split_functions.ts";
import { runRequest } from "../common/run_request.ts";

const OPTIONS = ["--timeout", "2s", "--max-heap", "128MiB", "--walls", "off"];

/** As in `run`, and as in a request of a session that another one follows. */
const MODES = [
  { describe: false, keep: false, renewInput: false },
  { describe: true, keep: true, renewInput: false },
] as const;

const NOWHERE = { write: () => Promise.resolve() };

/** The memory limit of a jail that only warms up. */
const WARM_HEAP_BYTES = 256 * 1024 * 1024;

/** How long the warm-up may take. */
const WARM_MS = 5000;

/** A function's name, which contains its index. */
const NAMED = new RegExp(`${NAME_PREFIX}(\\d+)`, "g");

/** A program, and what it can read. */
export interface Program {
  readonly source: string;
  readonly input: string;
}

/** Indexes of the functions that a program calls, alone and in a session. */
export async function functionsCalled(program: Program): Promise<ReadonlySet<number>> {
  return await withFolder(async (folder) => {
    const called = await Promise.all(MODES.map((mode) => calledIn(mode, program, folder)));
    return new Set(called.flat());
  });
}

/** Indexes of the functions that the warm-up calls. */
export async function warmingCalls(): Promise<ReadonlySet<number>> {
  return await withFolder(async (folder) => {
    const command = noting(jailCommand(WARM_HEAP_BYTES, false, "spare"), folder);
    await using jail = new SpawnedJail(command);
    await new JailLink(jail).booted();
    // The jail takes the steps of its warm-up by itself, and does not report them.
    await new Promise((resolve) => setTimeout(resolve, WARM_MS));
    return new Set(await notedFunctions(jail, folder));
  });
}

/** Calls `action` with a new folder, and removes it afterwards. */
async function withFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "pysandbox-usage-" });
  try {
    return await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function calledIn(
  mode: typeof MODES[number],
  { source, input }: Program,
  folder: string,
): Promise<number[]> {
  const request = await runRequest([...OPTIONS, "-c", source]);
  const command = noting(jailCommand(request.limits.maxHeapBytes, false), folder);
  await using jail = new SpawnedJail(command);
  const link = new JailLink(jail);
  const bytes = new TextEncoder().encode(input);
  let at = 0;
  const surroundings = {
    sinks: { stdout: NOWHERE, stderr: NOWHERE },
    readStdin: (most: number) => {
      const part = bytes.slice(at, at += most);
      return Promise.resolve(part.length === 0 ? null : part);
    },
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  };
  const { isKept } = await superviseIn(link, request, mode, surroundings);
  if (isKept) {
    await superviseIn(link, await runRequest([...OPTIONS, "-c", "4 + 5"]), mode, surroundings);
  }
  return await notedFunctions(jail, folder);
}

/** The command of a jail that logs where its functions are, for the kernel's profiler and for this script. */
function noting({ args, ...command }: JailCommand, folder: string): JailCommand {
  const logging = `,--perf-basic-prof,--perf-basic-prof-path=${folder}`;
  const logged = args.map((arg) => arg.startsWith("--v8-flags=") ? arg + logging : arg);
  return { ...command, args: logged };
}

async function notedFunctions({ pid }: JailProcess, folder: string): Promise<number[]> {
  const map = await Deno.readTextFile(`${folder}/perf-${pid}.map`);
  return [...map.matchAll(NAMED)].map(([, index]) => Number(index));
}
