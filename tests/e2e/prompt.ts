/** The real prompt in a real pseudo-terminal: what a person types, and what that person sees. */
import { Screen, type Setup } from "../repl/screen.ts";
import { commandLine } from "./command.ts";

/** How many lines stand above the first prompt. */
const BANNER_LINES = 2;

/** Shown behind the end of the command. */
export const ENDED = "echo status $? $(stty -a | grep -o '.icanon');";

/** A prompt on a terminal, with a state folder of its own. */
export class Prompt implements AsyncDisposable {
  /** Where the state of pysandbox is kept. */
  readonly stateFolder: string;
  readonly screen: Screen;

  private constructor(stateFolder: string, screen: Screen) {
    this.stateFolder = stateFolder;
    this.screen = screen;
  }

  /** Starts the command, and waits for what its screen ends with when it is ready. */
  static async open(
    args: readonly string[] = ["repl"],
    setup: Setup = {},
    ready = "\n>>>",
  ): Promise<Prompt> {
    const stateFolder = await Deno.makeTempDir({ prefix: "pysandbox-state-" });
    const [path, words] = commandLine(args);
    const env = { TERM: "xterm-256color", XDG_STATE_HOME: stateFolder, ...setup.env };
    const size = { columns: 100, rows: 50 };
    const screen = await Screen.open([path, ...words], { ...size, ...setup, env }, ENDED);
    const prompt = new Prompt(stateFolder, screen);
    await screen.endsWith(ready);
    return prompt;
  }

  /** Types lines, Enter behind each, and returns what is below the banner when the next prompt is there. */
  async enter(...lines: readonly string[]): Promise<string> {
    for (const line of lines) {
      if (line !== "") await this.screen.type(line);
      await this.screen.press("Enter");
    }
    return belowBanner(await this.screen.endsWith("\n>>>"));
  }

  /** The same, and gives what there is from the first of the lines on. */
  async answer(...lines: readonly string[]): Promise<string> {
    const after = await this.enter(...lines);
    const beginning = `>>> ${lines[0]}`;
    return after.slice(after.lastIndexOf(beginning) + ">>> ".length);
  }

  /** Leaves with a statement, and returns the line that tells the status. */
  async leave(statement: string): Promise<string> {
    await this.screen.type(statement);
    await this.screen.press("Enter");
    return (await this.screen.endsWith(" icanon")).split("\n").at(-1)!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.screen[Symbol.asyncDispose]();
    await Deno.remove(this.stateFolder, { recursive: true });
  }
}

/** What is on the screen below the banner, where that is still on it. */
export function belowBanner(text: string): string {
  if (!text.startsWith("pysandbox ")) return text;
  return text.split("\n").slice(BANNER_LINES).join("\n");
}
