/** The command: words in, exit status out. The only place that turns errors into a line on stderr. */
import { CommandError, messageOf } from "../core/errors.ts";
import type { Terminals } from "../core/request.ts";
import { ensureAssets } from "../host/assets.ts";
import { descriptorSink, ReaderGoneError } from "../host/output.ts";
import { exitCodeForSignal } from "../report/exit_code.ts";
import { parseCommandLine } from "./command_tree.ts";
import { readAtMost } from "./read_at_most.ts";
import { run, say } from "./run.ts";
import { type Host, toRunCommand } from "./run_request.ts";

/** Does what the words ask for. Never throws: whatever goes wrong is one line on stderr and an exit status. */
export async function main(words: readonly string[]): Promise<number> {
  try {
    return await dispatch(words);
  } catch (error) {
    if (error instanceof ReaderGoneError) return exitCodeForSignal("SIGPIPE");
    if (error instanceof CommandError) {
      say(messageOf(error));
      return error.exitCode;
    }
    say(`internal error: ${messageOf(error)}`);
    return 125;
  }
}

async function dispatch(words: readonly string[]): Promise<number> {
  const { versionText } = await import("./version.ts");
  const invocation = parseCommandLine(words, versionText());
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

async function print(text: string): Promise<number> {
  await descriptorSink(Deno.stdout, "standard output").write(new TextEncoder().encode(text));
  return 0;
}

function thisHost(): Host {
  return {
    variable: (name) => Deno.env.get(name),
    readFile: async (path, most) => {
      using file = await Deno.open(path);
      return await readAtMost(file, most);
    },
    readStdin: (most) => readAtMost(Deno.stdin, most),
    terminals: terminals(),
  };
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
