/** From words to an exit status: each command loads what it takes, and nothing else. */
import type { Terminals } from "../core/request.ts";
import { descriptorSink, ReaderGoneError } from "../host/output.ts";
import { exitCodeForSignal } from "../report/exit_code.ts";
import { type Invocation, parseCommandLine } from "./command_tree.ts";
import type { EarlyJail } from "./early_jail.ts";
import { readAtMost } from "./read_at_most.ts";
import { run } from "./run.ts";
import { type Host, toRunCommand } from "./run_request.ts";
import { variable } from "./variable.ts";
import { versionText } from "./version.ts";

/**
 * Parses the words and does what they ask for.
 *
 * @param early a jail that may be the one that is asked for.
 * @returns the exit status.
 * @throws {CommandError} for all that ends with one line on stderr.
 */
export async function dispatch(
  words: readonly string[],
  early: EarlyJail | null,
): Promise<number> {
  try {
    const invocation = parseCommandLine(words, versionText());
    // Alone in a pipe, the program comes from there; alone on a terminal, somebody wants to type one.
    const isAlone = words.length === 0 && invocation.command === "run" && Deno.stdin.isTerminal();
    return await execute(isAlone ? { ...invocation, command: "repl" } : invocation, early);
  } catch (error) {
    if (error instanceof ReaderGoneError) return exitCodeForSignal("SIGPIPE");
    throw error;
  }
}

async function execute(invocation: Invocation, early: EarlyJail | null): Promise<number> {
  switch (invocation.command) {
    case "print":
      return print(invocation.text);
    case "completions": {
      const { completionScript } = await import("./completions.ts");
      return print(completionScript(invocation.shell));
    }
    case "licenses": {
      const { licensesText } = await import("./licenses.ts");
      return print(await licensesText());
    }
    case "doctor": {
      const { doctor } = await import("./doctor.ts");
      return await doctor(invocation.json);
    }
    case "serve-stdio": {
      const { toServeCommand } = await import("./serve_request.ts");
      const { serveStdio } = await import("./serve_stdio.ts");
      const processors = navigator.hardwareConcurrency;
      return await serveStdio(
        toServeCommand(invocation.given, { variable, processors }),
        processors,
      );
    }
    case "repl": {
      const { repl, toReplCommand } = await import("./repl.ts");
      const host = { variable, terminals: terminals() };
      return await repl(toReplCommand(invocation.given, host), host, early);
    }
    case "run": {
      const command = await toRunCommand(invocation.given, thisHost());
      if (command.request.interactive) {
        const { promptAfter, repl } = await import("./repl.ts");
        const host = { variable, terminals: terminals() };
        return await repl(promptAfter(command), host, early);
      }
      return await run(command, early);
    }
  }
}

async function print(text: string): Promise<number> {
  await descriptorSink(Deno.stdout, "standard output").write(new TextEncoder().encode(text));
  return 0;
}

function thisHost(): Host {
  return {
    variable,
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
