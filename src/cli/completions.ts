/** Completion scripts for shells, made from the tables of commands and options. */
import { UsageError } from "../core/errors.ts";
import { SHELLS } from "./commands.ts";
import { bash } from "./completions/bash.ts";
import { fish } from "./completions/fish.ts";
import { zsh } from "./completions/zsh.ts";

const SCRIPTS: Record<(typeof SHELLS)[number], () => string> = { bash, zsh, fish };

/** The script for `shell`. @throws {UsageError} where the shell is unknown. */
export function completionScript(shell: string): string {
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined) {
    throw new UsageError(`completions: expected ${SHELLS.join(", ")}; got '${shell}'`);
  }
  return SCRIPTS[known]();
}
