/** What the npm package exports: the client, whose sandboxes start the executable that npm has installed with it. */
import { Sandbox as Client, SandboxError, type SandboxOptions } from "../client.ts";
import { executablePath } from "./executable.ts";

export * from "../client.ts";
export { executablePath };

/** A sandbox of the client that starts the executable of this installation, if it is given no other `command`. */
export class Sandbox extends Client {
  /** @throws {SandboxError} if there is no executable, and no `command`. */
  constructor(options: SandboxOptions = {}) {
    super({ ...options, command: options.command ?? installed() });
  }
}

function installed(): readonly string[] {
  try {
    return [executablePath()];
  } catch (error) {
    throw new SandboxError((error as Error).message);
  }
}
