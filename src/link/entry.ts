/**
 * TRUSTED code in a process that is not: the linker, which reads what wheels contain. It gives up all permissions before it looks at
 * its input, and builds the operating system's walls around itself where there are any. All it has left are its input and output.
 */
import { openSystemWalls } from "../walls/open.ts";
import { linkEnvironment } from "./environment.ts";
import { giveUpPermissions } from "./give_up.ts";
import { LinkError } from "./link_error.ts";
import { decodeInput, encodeOutput } from "./messages.ts";

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

const input = new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer());
const walls = await openSystemWalls();
giveUpPermissions();
walls?.build(new Set(walls.names));
try {
  writeAll(encodeOutput(linkEnvironment(decodeInput(input))));
} catch (error) {
  if (!(error instanceof LinkError)) throw error;
  writeAll(encodeOutput(error.message));
}
Deno.exit(0);
