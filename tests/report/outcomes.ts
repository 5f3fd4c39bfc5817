/** An outcome for tests to change. */
import { NO_CLAIMS, type Outcome } from "../../src/core/outcome.ts";

/** A program that ended well, but for what `changes` says. */
export function outcome(changes: Partial<Outcome> = {}): Outcome {
  return {
    status: "ok",
    exitCode: 0,
    reason: null,
    claimed: NO_CLAIMS,
    stats: { startupMs: 80.5, wallMs: 3, cpuMs: 2.1, peakHeapBytes: 33_554_432, outputBytes: 12 },
    limits: {
      timeoutMs: 30_000,
      cpuMs: null,
      maxHeapBytes: 64 * 1024 * 1024,
      maxOutputBytes: 1_000_000,
    },
    walls: { wasm: true, permissions: true, seccomp: false, landlock: false, rlimit: true },
    ...changes,
  };
}
