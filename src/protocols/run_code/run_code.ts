/** TRUSTED. Answers `POST /run_code` as SandboxFusion does, whose clients send it, on the engine. */
import type { Limits } from "../../core/limits.ts";
import { inTurns } from "../../core/turns.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Result } from "../../engine/result.ts";
import { jsonLineParts } from "../../report/report_json.ts";
import { readRunCode, RunCodeError } from "./request.ts";
import { runCodeAnswer } from "./response.ts";

/** What programs are run by. */
export interface RunCodeParts {
  readonly engine: Engine;
  /** The engine's, which no request may exceed. */
  readonly limits: Limits;
  /** Whether clients take what they are sent, and programs may begin. */
  readonly mayBegin: () => boolean;
}

const encoder = new TextEncoder();

/**
 * The answer to a request.
 *
 * @param client whose it is, where there are several.
 * @param gone is aborted when the client goes, which cancels its program.
 */
export async function answerRunCode(
  { engine, limits, mayBegin }: RunCodeParts,
  body: Uint8Array,
  client: string,
  gone: AbortSignal,
): Promise<Response> {
  let read;
  try {
    read = await inTurns(readRunCode(body, limits));
  } catch (error) {
    if (!(error instanceof RunCodeError)) throw error;
    return Response.json({ detail: error.detail }, { status: 422 });
  }
  const { fetched, limits: own, stdin, ...program } = read;
  const { result, cancel } = engine.submit(
    {
      ...program,
      ...(stdin !== null && { stdin }),
      ...(fetched.length > 0 && { outputs: fetched }),
    },
    { limits: own, client, mayBegin },
  );
  const onGone = () => cancel();
  gone.addEventListener("abort", onGone);
  if (gone.aborted) cancel();
  let ended: Result;
  try {
    ended = await result;
  } finally {
    gone.removeEventListener("abort", onGone);
  }
  const parts = jsonLineParts(runCodeAnswer(ended, fetched));
  return new Response(ReadableStream.from(encoded(parts)), {
    headers: { "content-type": "application/json" },
  });
}

function* encoded(parts: Iterator<string, void>): Generator<Uint8Array> {
  for (let part = parts.next(); !part.done; part = parts.next()) yield encoder.encode(part.value);
}
