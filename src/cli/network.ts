/** The permission to use the network: this process has it for one option of one command, and gives it up everywhere else. */

/** Gives it up, for good. */
export function giveUpNetwork(): void {
  Deno.permissions.revokeSync({ name: "net" });
}
