/** Runs a command in a terminal of its own, which `script(1)` makes, and types into it. */
import assert from "node:assert/strict";

const PATIENCE_MS = 20_000;

/** Keys that are pressed once a text is on the screen. */
export interface Typed {
  readonly after: string;
  readonly keys: string;
}

/** What surrounds the command. */
export interface TerminalOptions {
  /** Words of a shell before the command; colours are on without it. */
  readonly setup?: string | undefined;
  readonly cwd?: string;
  readonly patienceMs?: number;
}

/** Runs it to its end, and returns what it showed, and its status. */
export async function runInTerminal(
  command: readonly string[],
  typed: Typed[] = [],
  { setup = "unset NO_COLOR;", cwd = ".", patienceMs = PATIENCE_MS }: TerminalOptions = {},
): Promise<{ screen: string; code: number }> {
  const line = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = new Deno.Command("script", {
    args: [
      "--quiet",
      "--return",
      "--command",
      `stty cols 100 rows 30; ${setup} exec ${line}`,
      "/dev/null",
    ],
    cwd,
    env: { TERM: "xterm-256color" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // What never shows up is a failure with the screen in it, and no test without an end.
  const patience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  let screen = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    screen += chunk.replaceAll("\r", "");
    while (typed[0] !== undefined && screen.includes(typed[0].after)) {
      await writer.write(new TextEncoder().encode(typed.shift()!.keys));
    }
  }
  clearTimeout(patience);
  await writer.close().catch(() => {});
  const { code } = await child.status;
  assert.equal(typed.length, 0, `never shown: ${typed[0]?.after}\n${screen}`);
  return { screen, code };
}
