/** TRUSTED. Engines on jails of this system. */
import { jailCommand } from "../host/jail_process.ts";
import { openForks } from "../host/open_forks.ts";
import { mostPrograms } from "../host/pipe_threads.ts";
import { Engine } from "./engine.ts";
import { hasFree } from "./machine_memory.ts";
import type { EngineOptions } from "./engine_options.ts";

/** What one spare jail takes of the machine's memory, and what must stay free beside it. */
const SPARE_BYTES = 128 * 1024 * 1024;

/**
 * Starts an engine; from source, the assets must have been made.
 *
 * @throws {InternalError} where walls are required that this system cannot build, or a byte of the environment has changed.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { limits: { maxHeapBytes }, walls, environment = null } = options;
  const withWalls = walls !== "off";
  const place = environment?.place ?? null;
  const workers = mostPrograms(options.workers, options.processors);
  const engine = new Engine({ ...options, workers }, {
    command: jailCommand(maxHeapBytes, withWalls, "spare", place),
    // What is forked warms up before its walls are built, so nothing of a program may be in its memory.
    forks: environment?.isWarm ? null : await openForks(maxHeapBytes, withWalls, place),
    hasRoom: () => hasFree(2 * SPARE_BYTES),
  });
  try {
    // Interpreters boot meanwhile.
    await environment?.verify();
    if (walls === "require") await engine.requireWalls();
    return engine;
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw error;
  }
}
