/** TRUSTED. Serves clients of the Model Context Protocol over HTTP, from the first one to the last. */
import { MEBIBYTE } from "../../../core/units.ts";
import { exitCodeForSignal } from "../../../report/exit_code.ts";
import { LAST_ANSWERS_MS, type StopSignal } from "../../jsonl/serve.ts";
import { type ServiceOptions, startService } from "../service.ts";
import { Endpoint } from "./endpoint.ts";
import { Guard, type Token } from "./guard.ts";
import { type Acceptor, Listener } from "./listener.ts";

/** How long what runs may go on after the first SIGTERM, in milliseconds. */
const DRAIN_MS = 60_000;

/** Most bytes that wait for clients until nothing more is begun. */
const UNSENT_BYTES = 256 * MEBIBYTE;

/** Where a server listens, and whom it lets in. */
export interface HttpOptions {
  readonly hostname: string;
  /** Without any, everybody who can connect is let in. */
  readonly tokens: readonly Token[];
}

/** What a server listens through, and what it is told by. */
export interface HttpSurroundings {
  readonly acceptor: Acceptor;
  /** Is called when clients are served. */
  readonly onReady: () => void;
  /** The next signal that is to end it. */
  nextSignal(): Promise<StopSignal>;
}

/**
 * Serves until a signal. At SIGTERM no more is accepted, and what was accepted is answered; SIGINT, or a second signal, stops that.
 *
 * @returns the exit status: 0 where all was answered.
 * @throws {InternalError} where walls are required that this system cannot build.
 */
export async function serveHttp(
  options: ServiceOptions,
  { hostname, tokens }: HttpOptions,
  { acceptor, onReady, nextSignal }: HttpSurroundings,
): Promise<number> {
  await using service = await startService(options);
  const guard = new Guard(hostname, tokens);
  let unsent = 0;
  const mayBegin = () => unsent < UNSENT_BYTES;
  const { engine, sdk } = service;
  const runCode = { engine, limits: options.limits, mayBegin };
  const endpoint = new Endpoint(sdk, service.handlers(mayBegin), runCode);
  const listener = new Listener(
    acceptor,
    guard,
    (received, connection) => endpoint.answer(received, connection),
    (bytes) => {
      const mayHaveRefused = unsent >= UNSENT_BYTES;
      unsent += bytes;
      if (mayHaveRefused && unsent < UNSENT_BYTES) service.engine.beginWaiting();
    },
  );
  listener.serve();
  onReady();
  let signal = await nextSignal();
  const drained = () => listener.drain().then(() => "drained" as const);
  if (signal === "SIGTERM") {
    const end = await within(DRAIN_MS, Promise.race([drained(), nextSignal()]));
    if (end === "drained") return 0;
    signal = end ?? signal;
  }
  service.engine.stop({ kind: "signal", signal });
  await within(LAST_ANSWERS_MS, drained());
  listener.close();
  await endpoint.close();
  return exitCodeForSignal(signal);
}

/** The value; null where it takes longer. */
async function within<T>(milliseconds: number, value: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), milliseconds);
  try {
    return await Promise.race([value, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
