/** Completion scripts for shells, made from the descriptions of the commands. */
import type { CommandList } from "../command.ts";
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import { typedCommands } from "./typed.ts";
import { zsh } from "./zsh.ts";

const SCRIPTS = { bash, zsh, fish };

/** The script for `shell`. */
export function completionScript(shell: keyof typeof SCRIPTS, commands: CommandList): string {
  return SCRIPTS[shell](typedCommands(commands));
}
