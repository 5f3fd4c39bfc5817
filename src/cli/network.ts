/** The permission to use the network: this process has it for options of one command, and for another, and gives it up everywhere else. */

/** The commands that decide for themselves. */
const KEEPERS: readonly (readonly string[])[] = [["mcp"], ["packages", "fetch"]];

/** Whether a command line is of a command that may need the network. */
export function keepsNetwork(argv: readonly string[]): boolean {
  return KEEPERS.some((words) => words.every((word, at) => argv[at] === word));
}

/** Gives it up, for good. */
export function giveUpNetwork(): void {
  Deno.permissions.revokeSync({ name: "net" });
}
