/** Who may use the network: every command gives that up first thing, but for two. */
import assert from "node:assert/strict";
import { keepsNetwork } from "../../src/cli/network.ts";
import { ALL_COMMANDS } from "./hosts.ts";

const KEEPERS = ["mcp", "packages fetch"];

/** What is left of the permission when a command has ended. */
async function networkAfter(...argv: string[]): Promise<string> {
  const fixture = new URL("../fixtures/network_left.ts", import.meta.url).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", "--quiet", fixture, ...argv],
    stderr: "inherit",
  }).output();
  return /\nnet: (\w+)\n$/.exec(new TextDecoder().decode(stdout))![1]!;
}

for (const [command] of ALL_COMMANDS) {
  const keeps = KEEPERS.includes(command);
  Deno.test(`${command} ${keeps ? "decides for itself whether it needs the network" : "has no network"}`, async () => {
    const words = command.split(" ");
    assert.equal(await networkAfter(...words, "--help"), keeps ? "granted" : "denied");
  });
}

Deno.test("no command, a wrong one, and words in another order have no network", () => {
  for (
    const argv of [[], ["nosuch"], ["packages"], ["fetch"], ["run", "mcp"], [
      "packages",
      "build",
      "fetch",
    ], ["-v", "mcp"]]
  ) {
    assert.equal(keepsNetwork(argv), false, argv.join(" "));
  }
});
