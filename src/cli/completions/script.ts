/** Completion scripts for shells, made from the descriptions of the commands. */
import type { CommandList } from "../command.ts";
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import { typedCommands } from "./typed.ts";
import { zsh } from "./zsh.ts";

const SCRIPTS = { bash, zsh, fish };

/** The script for `shell`. */
export async function completionScript(
  shell: keyof typeof SCRIPTS,
  commands: CommandList,
): Promise<string> {
  return SCRIPTS[shell](await typedCommands(commands));
}
