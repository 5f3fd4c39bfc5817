/** TRUSTED. Makes the request to a jail out of a request of the command's, a server's or a prompt's. */
import type { RunRequest } from "../core/request.ts";
import type { Surroundings } from "./surroundings.ts";
import type { JailRequest, ProgramOrigin } from "../wire/jail_request.ts";

/** How a program is to be run. */
export interface Mode {
  /** Whether its result and its errors are to be described. */
  readonly describe: boolean;
  /** Whether another program may follow it in the same jail, and find its names. */
  readonly keep: boolean;
  /** Whether its input is its own, and what an earlier program left of another is thrown away. */
  readonly renewInput: boolean;
}

/** All of `request` that a jail is told, but for the source. */
export function toJailRequest(
  request: RunRequest,
  mode: Mode,
  { sinks, files, calls }: Partial<Surroundings> = {},
): JailRequest {
  const { program, args, env, limits, seed, terminals, colour } = request;
  const { describe, keep, renewInput } = mode;
  const setting = {
    args,
    env,
    seed: seed === null ? null : String(seed),
    terminals,
    colour,
    maxHeapBytes: limits.maxHeapBytes,
    keep,
    renewInput,
    filesIn: files?.in !== undefined,
    filesOut: files?.out !== undefined,
    display: sinks?.display !== undefined,
  };
  switch (program.kind) {
    case "complete":
      return { kind: "complete", cursor: program.cursor, setting };
    case "statement":
    case "check":
      return { kind: program.kind, setting };
    default:
      return {
        kind: "program",
        program: originOf(program),
        describe,
        functions: calls?.functions ?? null,
        setting,
      };
  }
}

/** The source of a request; a module's is the sandbox's own, and a folder's is among its files. */
export function sourceOf({ program }: RunRequest): Uint8Array<ArrayBuffer> {
  return "source" in program ? program.source : new Uint8Array(0);
}

function originOf(
  program: Extract<RunRequest["program"], { readonly name: string }>,
): ProgramOrigin {
  switch (program.kind) {
    case "file":
    case "folder":
      return { kind: program.kind, path: program.name };
    case "module":
      return { kind: "module", module: program.name };
    default:
      return { kind: program.kind };
  }
}
