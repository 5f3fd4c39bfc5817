/**
 * pysandbox as a library for TypeScript programs on Deno: runs untrusted Python in jails, each a process of its own.
 *
 * ```ts
 * import { createEngine } from "./mod.ts";
 *
 * await using engine = await createEngine({ limits: { timeoutMs: 5_000 } });
 * const result = await engine.submit({ code: "print('hello')\n2 + 3" }).result;
 * if (result.kind === "ended") console.log(result.outcome.status, result.stdout);
 * ```
 *
 * A program can be given values, which it finds as global names, and can show objects in several MIME types, as in Jupyter:
 *
 * ```ts
 * const result = await engine.submit({ code: "display(rows)\nlen(rows)", inputs: { rows: [1, 2] }, display: true }).result;
 * if (result.kind === "ended") console.log(result.display?.map((bundle) => bundle.value())); // [ { "text/plain": "[1, 2]" } ]
 * ```
 *
 * Programs can import packages, where the engine has an environment of `pysandbox packages build`:
 *
 * ```ts
 * await using engine = await createEngine({ packages: "science.env" });
 * const result = await engine.submit({ code: "import numpy; numpy.arange(10).sum()" }).result;
 * ```
 *
 * Import it by path from a checkout, and run the program with `deno run`. It needs these permissions:
 *
 * - `--allow-run`, to start jails and to kill them;
 * - `--allow-read`, for this checkout, an environment, Deno's own path, and `/proc`, where limits are watched;
 * - `--allow-ffi`, for limits of memory and of processor time, and for the stack of a jail;
 * - `--allow-env=DENO_DIR`, for where Deno keeps its compiled modules;
 * - `--allow-write`, on first use alone: the assets are made in `assets/build/` of this checkout.
 *
 * @module
 */
export { createEngine, type LibraryOptions } from "./src/engine/create.ts";
export type { Engine } from "./src/engine/engine.ts";
export type {
  CloseOptions,
  EngineState,
  Submission,
  SubmitOptions,
} from "./src/engine/engine_options.ts";
export type { HostFunction, HostFunctions } from "./src/engine/functions.ts";
export type { OutputListener, StopReason } from "./src/engine/job.ts";
export type { ProgramCall } from "./src/engine/program_call.ts";
export { type Program, ProgramError } from "./src/engine/program.ts";
export type { Inputs, InputValue } from "./src/engine/inputs.ts";
export { LimitError } from "./src/engine/ceilings.ts";
export type {
  CloseResult,
  Ended,
  HeapMismatch,
  OutputFile,
  QueueFull,
  Result,
  SessionWaits,
  TooManySessions,
} from "./src/engine/result.ts";
export type { EnvironmentFacts, PackageVersion } from "./src/core/environment.ts";
export { InternalError, UsageError } from "./src/core/errors.ts";
export type { Limits } from "./src/core/limits.ts";
export type {
  ClaimedError,
  Claims,
  Json,
  Outcome,
  Stats,
  Status,
  WallReport,
} from "./src/core/outcome.ts";
export type { RawJson } from "./src/core/raw_json.ts";
export type { WallsMode } from "./src/core/request.ts";
