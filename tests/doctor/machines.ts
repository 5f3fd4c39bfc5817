/** Machines for doctor to examine, without a jail: one on which all holds, and what tests make of it. */
import { RawJson } from "../../src/core/raw_json.ts";
import type { Outcome } from "../../src/core/outcome.ts";
import type { Machine } from "../../src/doctor/examine.ts";
import type { Attempt, Trial } from "../../src/doctor/trial.ts";
import { outcome } from "../report/outcomes.ts";

const STATS = outcome().stats;

/** A trial of `6 * 7` that went well, but for what the arguments say. */
export function trial(
  changes: Partial<Outcome> = {},
  rest: Partial<Omit<Trial, "outcome">> = {},
): Trial {
  const claimed = { result: new RawJson("42"), resultRepr: "42", error: null };
  const walls = { wasm: true, permissions: true, seccomp: true, landlock: true, rlimit: true };
  return {
    outcome: outcome({ claimed, walls, ...changes }),
    missingWalls: [],
    pid: 1000,
    outputBytes: 0,
    ...rest,
  };
}

/** What comes of an attempt where all holds, each limit some milliseconds late. */
export function hold({ source, limits = {} }: Attempt, lateMs = 7.4): Trial {
  const { timeoutMs, cpuMs, maxOutputBytes } = limits;
  if (timeoutMs) {
    return trial({ status: "timeout", stats: { ...STATS, wallMs: timeoutMs + lateMs } });
  }
  if (cpuMs) return trial({ status: "cpu", stats: { ...STATS, cpuMs: cpuMs + lateMs } });
  if (maxOutputBytes) return trial({ status: "output" }, { outputBytes: maxOutputBytes });
  return source === "6 * 7" ? trial() : trial({ status: "memory" });
}

/** A machine on which all holds, but for what `changes` says; each of its jails has a process number of its own. */
export function machine(changes: Partial<Machine> = {}): Machine {
  let pid = 1000;
  return {
    system: "Linux 6.12.1, x86_64",
    environment: null,
    tryInJail: (attempt) => Promise.resolve({ ...hold(attempt), pid: pid++ }),
    tryFork: () => Promise.resolve({ milliseconds: 5.4, whyNot: null, missing: [] }),
    isRunning: () => false,
    ...changes,
  };
}
