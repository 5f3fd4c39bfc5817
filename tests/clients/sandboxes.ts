/** Sandboxes for tests of the TypeScript client. */
import { Sandbox, type SandboxOptions } from "../../clients/typescript/client.ts";
import { allProcesses } from "../../scripts/soak/processes.ts";
import { until } from "../e2e/served.ts";
import { sandboxCommand } from "./python.ts";

/** However busy the machine is, a server that works has answered by then, in milliseconds. */
export const LONG = 120_000;

/** A program that says one line and then never ends. One write: it is one event, also on a busy machine. */
export const SAY_AND_STAY = "print(end='begun\\n', flush=True)\nwhile True: pass";

/** A sandbox with the real command. */
export function realSandbox(options: SandboxOptions = {}): Sandbox {
  return new Sandbox({
    command: sandboxCommand(),
    options: ["--workers", "2", "--max-heap", "128"],
    grace: LONG,
    ...options,
  });
}

/** One for many programs, once it can fork interpreters, which takes a twentieth of the work of booting them. */
export async function forkingSandbox(): Promise<Sandbox> {
  const sandbox = realSandbox();
  await until(async () => {
    const { forking } = (await sandbox.ping()).interpreters as { forking: string };
    return forking !== "starting";
  }, "forks");
  return sandbox;
}

/** Waits until nothing runs in a sandbox any more. */
export async function idle(sandbox: Sandbox): Promise<void> {
  for (let left = LONG; left > 0; left -= 50) {
    const { load } = await sandbox.ping() as { load: { running: number } };
    if (load.running === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Something still runs in the sandbox");
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("Expected the promise to reject");
}

/** The process of the only server that this process has started. */
export async function serverPid(): Promise<number> {
  const pids = (await allProcesses()).filter(({ parent, state, command }) =>
    parent === Deno.pid && !state.startsWith("Z") && command.includes("serve-stdio")
  ).map(({ pid }) => pid);
  if (pids.length !== 1) throw new Error(`Expected one server; there are ${pids.length}`);
  return pids[0]!;
}
