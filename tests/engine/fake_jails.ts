/** Jails that do what a test says, and the engine on them. */
import type { JailCommand } from "../../src/host/jail_process.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineOptions } from "../../src/engine/engine_options.ts";
import type { Limits } from "../../src/core/limits.ts";

/** An engine's limits, with processor time off. */
export const CEILINGS: Limits = {
  timeoutMs: 5000,
  cpuMs: null,
  maxHeapBytes: 128 * 1024 * 1024,
  maxOutputBytes: 1_000_000,
};

const OPTIONS: EngineOptions = {
  limits: CEILINGS,
  walls: "off",
  maxFilesBytes: 1_000_000,
  workers: 4,
  spares: 0,
  processors: 4,
  maxSessions: 100,
  sessionIdleMs: null,
};

/** The command that starts the fake jail of this folder. `atRest` is what it does when it has said hello. */
export function fakeJail(atRest: string): JailCommand {
  const cache = Deno.env.get("DENO_DIR");
  return {
    path: Deno.execPath(),
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-config", "--no-lock"],
      // To signal itself takes the permission to run.
      "--allow-run",
      new URL("fake_jail.ts", import.meta.url).href,
      atRest,
    ],
    env: cache === undefined ? {} : { DENO_DIR: cache },
  };
}

/** An engine on jails that `command` starts. */
export function engineOn(command: JailCommand, options: Partial<EngineOptions> = {}): Engine {
  return new Engine({ ...OPTIONS, ...options }, { command, hasRoom: () => true });
}
