/** TRUSTED. One call of a tool that runs a program: submitted, watched, cancelled with its client's request, and reported on while it runs. */
import type { Engine } from "../../engine/engine.ts";
import type { SubmitOptions } from "../../engine/engine_options.ts";
import type { Program } from "../../engine/program.ts";
import type { Result } from "../../engine/result.ts";
import type { CallContext } from "./sdk.ts";

/** How often a client that has asked hears that its program runs, in milliseconds. */
const PROGRESS_MS = 1000;

/** Runs a program for a client. Resolves when it has ended, for whatever reason. */
export async function callEngine(
  engine: Engine,
  program: Program,
  options: SubmitOptions,
  context: CallContext,
): Promise<Result> {
  const { signal } = context;
  const { result, cancel } = engine.submit(program, options);
  const onAbort = () => cancel();
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) cancel();
  const stopReporting = reportProgress(context);
  try {
    return await result;
  } finally {
    stopReporting();
    signal.removeEventListener("abort", onAbort);
  }
}

/** Tells the client at intervals that its call is worked on, if it wants to know. */
function reportProgress(context: CallContext): () => void {
  if (context.progressToken === null) return () => {};
  let seconds = 0;
  let isSending = false;
  const timer = setInterval(() => {
    seconds++;
    // A client that takes no notices gets no more of them.
    if (isSending) return;
    isSending = true;
    context.progress(seconds, `${seconds}s`).catch(() => {}).finally(() => isSending = false);
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}
