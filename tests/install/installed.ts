/** For tests that install packages of the executable, as a user would, into a folder of their own. */
import assert from "node:assert/strict";
import { delimiter } from "node:path";
import { BINARY } from "../e2e/command.ts";
import { lacking, tryTest } from "../needs.ts";
import { pathOf } from "../clients/python.ts";

/** How a command ended, and what it wrote, with line ends of Unix. */
export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a command runs. */
export interface Where {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A new folder, in which packages are made and installed. */
export class Installation {
  readonly folder: string = Deno.realPathSync(Deno.makeTempDirSync());

  /** A path in the folder. */
  path(...names: readonly string[]): string {
    return [this.folder, ...names].join("/");
  }

  /** Makes packages of the executable under test, and returns their paths. */
  async make(script: string): Promise<string[]> {
    const out = this.path("made");
    const words = ["run", "--no-prompt", "-A", pathOf(`scripts/release/${script}`), "--out", out];
    await this.expect(Deno.execPath(), [...words, BINARY!]);
    return [...Deno.readDirSync(out)].map(({ name }) => `${out}/${name}`).sort();
  }

  /** Runs a command that has to succeed, and returns what it wrote to standard output. */
  async expect(program: string, args: readonly string[], where: Where = {}): Promise<string> {
    const ended = await this.run(program, args, where);
    assert.equal(ended.code, 0, `${program} ${args.join(" ")}\n${ended.stdout}${ended.stderr}`);
    return ended.stdout;
  }

  /** Runs a command to its end, in the folder. */
  async run(program: string, args: readonly string[], where: Where = {}): Promise<Ended> {
    const child = this.start(program, args, where);
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(where.stdin ?? "")).catch(() => {});
    await writer.close().catch(() => {});
    return await endOf(child);
  }

  /** Starts a command in the folder. */
  start(
    program: string,
    args: readonly string[],
    { cwd, env = {} }: Where = {},
  ): Deno.ChildProcess {
    const streams = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    return new Deno.Command(program, {
      ...{ args: [...args], cwd: cwd ?? this.folder, env, ...streams },
    }).spawn();
  }

  remove(): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** How a command ended that was started. */
export async function endOf(child: Deno.ChildProcess): Promise<Ended> {
  const { code, signal, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return {
    code,
    signal,
    stdout: decoder.decode(stdout).replaceAll("\r\n", "\n"),
    stderr: decoder.decode(stderr).replaceAll("\r\n", "\n"),
  };
}

/** A PATH on which no pysandbox is. */
export function pathWithout(command: string): string {
  const has = (folder: string) => {
    try {
      return Deno.statSync(`${folder}/${command}`).isFile;
    } catch {
      return false;
    }
  };
  return Deno.env.get("PATH")!.split(delimiter).filter((folder) => !has(folder)).join(delimiter);
}

/** A test that installs packages of the executable, with the commands that it needs. */
export function installTest(
  name: string,
  needs: { readonly commands: readonly string[]; readonly lacks?: string | null },
  fn: () => Promise<void>,
): void {
  tryTest({
    name,
    fn,
    lacks: lacking(needs.commands) ?? needs.lacks ?? null,
    elsewhere: BINARY === undefined ? "about packages: PYSANDBOX_BIN names no executable" : null,
  });
}

/** Whether a command succeeds here; false where it is not there. */
export async function succeeds(program: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

/** A program that says that it has begun, and never ends. */
export const FOREVER = "print('begun', flush=True)\nwhile True: pass";

/** The exit codes of what users do, with the words that do it. */
export const EXITS: readonly (readonly [code: number, ...words: string[]])[] = [
  [3, "-c", "raise SystemExit(3)"],
  [124, "--timeout", "1s", "-c", "while True: pass"],
  [137, "--max-heap", "64", "-c", "bytearray(10**9)"],
  [2, "--timeout", "never", "-c", "1"],
];

/** Waits until a program has written its first line. */
export async function begun(child: Deno.ChildProcess): Promise<void> {
  const reader = child.stdout.getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    assert.ok(!done, `it ended after '${text}'`);
    text += new TextDecoder().decode(value);
  }
  reader.releaseLock();
}
