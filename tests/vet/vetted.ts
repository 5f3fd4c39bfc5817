/** Made-up ends of programs. */
import { NO_CLAIMS, type Status } from "../../src/core/outcome.ts";
import type { Place } from "../../src/vet/program.ts";
import type { Rule } from "../../src/vet/run/judge.ts";
import type { Vetted } from "../../src/vet/run/run_programs.ts";
import { outcome } from "../report/outcomes.ts";

/** What a test cares about. */
export interface VettedParts {
  readonly label?: string;
  readonly place?: Partial<Place>;
  readonly status?: Status;
  readonly wallMs?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** The message of its failure; without one it passed. */
  readonly failure?: string;
  readonly rule?: Rule;
  readonly code?: string;
  /** The line that the program claims for its error. */
  readonly line?: number;
  readonly traceback?: string;
  /** Whether it could not be run. */
  readonly refused?: boolean;
}

/** A program of `label` that has ended. */
export function vetted(parts: VettedParts): Vetted {
  const { label = "a.py", status = "ok", wallMs = 1, stdout = "", stderr = "", code = "" } = parts;
  const { failure, rule = status, line, traceback = "", refused = false } = parts;
  const place = { path: label, line: null, id: null, case: null, ordinal: 1, ...parts.place };
  const error = line === undefined && traceback === ""
    ? null
    : { type: "E", message: "m", traceback, line: line ?? null };
  const first = (place.line ?? 0) + 1;
  return {
    place,
    subject: refused ? null : {
      place,
      program: { code: new TextEncoder().encode("\n".repeat(first - 1) + code) },
      limits: {},
      expected: { status: "ok", exitCode: null, stdout: null },
      lines: [first, first + code.split("\n").length - 1],
    },
    outcome: outcome({
      status,
      claimed: { ...NO_CLAIMS, error },
      stats: { ...outcome().stats, wallMs },
    }),
    stdout,
    stderr,
    truncated: false,
    failure: failure === undefined ? null : { rule, message: failure },
  };
}
