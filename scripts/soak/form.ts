/** One form of the soak: starts the process that runs it, and checks what is left when that process is gone. */
import type { Wrong } from "./ended.ts";
import { survivorsOf } from "./processes.ts";
import { growthOf, type Sample } from "./sample.ts";

/** With a new host process for each run, with one for all, by one server; or short programs by one server, each in a fork. */
export const FORMS = ["command", "in-process", "serve", "forks"] as const;

/** One of the forms. */
export type Form = (typeof FORMS)[number];

/** What to run. */
export interface Plan {
  readonly runs: number;
  /** How many of them use a fresh interpreter; without a server all do. */
  readonly fresh: number;
  readonly atOnce: number;
  readonly seed: number;
}

/** What the soaking process found. */
export interface Soaked {
  /** Runs by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly wrong: readonly Wrong[];
  /** What the process held, each time that nothing ran. */
  readonly samples: readonly Sample[];
}

/** The result of the soak. */
export interface Findings {
  readonly soaked: Soaked | null;
  /** One line for each thing that is wrong. */
  readonly complaints: readonly string[];
}

/** Runs the attacks of `plan`. */
export async function soakForm(form: Form, plan: Plan): Promise<Findings> {
  const folder = await Deno.makeTempDir();
  const folders = { home: `${folder}/home`, temporary: `${folder}/tmp`, work: `${folder}/work` };
  try {
    for (const path of Object.values(folders)) await Deno.mkdir(path);
    return await soakIn(folders, form, plan);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function soakIn(
  folders: { home: string; temporary: string; work: string },
  form: Form,
  { runs, fresh, atOnce, seed }: Plan,
): Promise<Findings> {
  const argv = [form, runs, fresh, atOnce, seed, folders.work].map(String);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--v8-flags=--expose-gc",
      // Reading /proc takes all permissions.
      "-A",
      new URL("runner.ts", import.meta.url).href,
      ...argv,
    ],
    env: { HOME: folders.home, TMPDIR: folders.temporary, ...await cacheOfDeno() },
    stdin: "null",
    stdout: "piped",
    // A process group of its own: a process that is in it at the end was left behind.
    detached: true,
  }).spawn();
  using _stop = stopWith(child);
  const { code, signal, stdout } = await child.output();
  const soaked = code === 0 ? JSON.parse(new TextDecoder().decode(stdout)) as Soaked : null;
  const left = await survivorsOf(child.pid);
  const files = Object.values(folders).flatMap(filesBelow);
  const complaints = [
    ...soaked === null ? [`the soaking process ended with ${signal ?? `status ${code}`}`] : [],
    ...(soaked?.wrong ?? []).map(({ attack, what }) => `${attack}: ${what}`),
    ...left.map(({ pid, state, command }) => `process ${pid} was left (${state}): ${command}`),
    ...files.map((file) => `a file was left: ${file}`),
    ...form !== "command" ? growthOf(soaked?.samples ?? []) : [],
  ];
  // It must not be left by us, either.
  if (left.length > 0) Deno.kill(-child.pid, "SIGKILL");
  return { soaked, complaints };
}

/** Deno's cache of compiled code, which must not move with HOME. */
async function cacheOfDeno(): Promise<Record<string, string>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout)) as { denoDir: string };
  return { DENO_DIR: denoDir };
}

/** Ends the whole group when this process is told to end: being in a group of its own, it gets no signal of the terminal. */
function stopWith(child: Deno.ChildProcess): Disposable {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const stop = () => {
    Deno.kill(-child.pid, "SIGKILL");
    Deno.exit(130);
  };
  signals.forEach((signal) => Deno.addSignalListener(signal, stop));
  return {
    [Symbol.dispose]: () => signals.forEach((signal) => Deno.removeSignalListener(signal, stop)),
  };
}

/** All files below a folder; empty folders count as files. */
export function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    const inside = isDirectory ? filesBelow(path) : [];
    return inside.length > 0 ? inside : [path];
  });
}
