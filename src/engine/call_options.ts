/** TRUSTED. Who answers a program's calls, and within which bounds. */
import { CALL_TIMEOUT, MAX_CALLS } from "../core/limits.ts";
import type { SubmitOptions } from "./engine_options.ts";
import type { HostFunctions } from "./functions.ts";
import type { ProgramCall } from "./program_call.ts";
import { ProgramError } from "./program_error.ts";

/** What was said of a program's calls, completed. */
export interface CallOptions {
  readonly onCall: (call: ProgramCall) => void;
  readonly callTimeoutMs: number;
  readonly maxCalls: number;
}

/** @throws {ProgramError} where a bound is out of range, or nobody answers for a function. */
export function callOptions(functions: HostFunctions, given: SubmitOptions): CallOptions {
  const { onCall, callTimeoutMs = CALL_TIMEOUT.fallbackMs, maxCalls = MAX_CALLS.fallback } = given;
  expectWithin("callTimeoutMs", callTimeoutMs, CALL_TIMEOUT.range);
  expectWithin("maxCalls", maxCalls, MAX_CALLS.range);
  const silent = Object.keys(functions).find((name) => functions[name]!.call === undefined);
  if (onCall === undefined && silent !== undefined) {
    throw new ProgramError(`functions '${silent}': expected a function as call; got undefined`);
  }
  return { onCall: onCall ?? ((call) => answer(functions, call)), callTimeoutMs, maxCalls };
}

async function answer(functions: HostFunctions, call: ProgramCall): Promise<void> {
  const { answerWith } = await import(
    import.meta.resolve("./program_call.ts")
  ) as typeof import("./program_call.ts");
  await answerWith(functions, call);
}

function expectWithin(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ProgramError(`${name}: expected a whole number from ${least} to ${most}; got ${value}`);
}
