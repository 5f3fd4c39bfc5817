/** Completion scripts for shells, made from the descriptions of the commands. */
import type { CommandList } from "../command.ts";
import { bash } from "./bash.ts";
import { fish } from "./fish.ts";
import { typedCommands } from "./typed.ts";
import { zsh } from "./zsh.ts";

const SCRIPTS = { bash, zsh, fish };

/** The script for `shell`, on the operating system `os`. */
export function completionScript(
  shell: keyof typeof SCRIPTS,
  commands: CommandList,
  os: typeof Deno.build.os = Deno.build.os,
): string {
  return SCRIPTS[shell](typedCommands(commands), os);
}
