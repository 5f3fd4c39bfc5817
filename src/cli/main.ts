/** The command: words in, exit status out. The only place that turns errors into a line on stderr. */
import { CommandError, messageOf } from "../core/errors.ts";
import type { Terminals } from "../core/request.ts";
import { ensureAssets } from "../host/assets.ts";
import { parseCommandLine } from "./command_tree.ts";
import { run, say } from "./run.ts";
import { type Host, toRunCommand } from "./run_request.ts";

/** Does what the words ask for. Never throws: whatever goes wrong is one line on stderr and an exit status. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    return await dispatch(words);
  } catch (error) {
    if (error instanceof CommandError) {
      say(error.message);
      return error.exitCode;
    }
    say(`internal error: ${messageOf(error)}`);
    return 125;
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const { versionText } = await import("./version.ts");
  const invocation = parseCommandLine(words, versionText);
  switch (invocation.command) {
    case "print":
      return print(invocation.text);
    case "completions": {
      const { completionScript } = await import("./completions.ts");
      return print(completionScript(invocation.shell));
    }
    case "run": {
      const command = await toRunCommand(invocation.given, thisHost());
      if (!Deno.build.standalone) await ensureAssets(say);
      return await run(command);
    }
  }
}

function print(text: string): number {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  return 0;
}

function thisHost(): Host {
  return {
    variable: (name) => Deno.env.get(name),
    readFile: (path) => Deno.readFile(path),
    readStdin: readAtMost,
    terminals: terminals(),
  };
}

async function readAtMost(most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  const buffer = new Uint8Array(256 * 1024);
  while (total < most) {
    const count = await Deno.stdin.read(buffer.subarray(0, Math.min(buffer.length, most - total)));
    if (count === null) break;
    chunks.push(buffer.slice(0, count));
    total += count;
  }
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function terminals(): Terminals {
  const [stdin, stdout, stderr] = [Deno.stdin, Deno.stdout, Deno.stderr].map((stream) =>
    stream.isTerminal()
  ) as [boolean, boolean, boolean];
  const size = stdout || stderr ? consoleSize() : { columns: 80, rows: 24 };
  return { stdin, stdout, stderr, ...size };
}

function consoleSize(): { columns: number; rows: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return { columns: 80, rows: 24 };
  }
}
