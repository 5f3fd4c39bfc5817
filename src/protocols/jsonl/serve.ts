/** TRUSTED. Serves one client from its first byte to its last: reads, until it ends, is told to end, or its reader goes. */
import { othersTurn } from "../../core/turns.ts";
import { STOP_GRACE_MS } from "../../engine/job.ts";
import type { EngineOptions } from "../../engine/engine_options.ts";
import { startEngine } from "../../engine/start_engine.ts";
import { exitCodeForSignal } from "../../report/exit_code.ts";
import { LineReader } from "../../core/lines.ts";
import { Outbox, WAITING_BYTES } from "./outbox.ts";
import { Server, type ServerOptions } from "./server.ts";

/** Signals that end a server. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** What a server speaks through, and what it is told by. */
export interface Client {
  /** Reads some bytes into `target`; null at the end. */
  read(target: Uint8Array): Promise<number | null>;
  /** Writes all of the bytes; rejects when the reader is gone. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Settles when the server is to end. */
  readonly stopped: Promise<StopSignal>;
  /** Settles when nobody can read any more what is written. */
  readonly readerGone: Promise<void>;
}

/** What a server is: its engine, and what it adds to that. */
export type ServeOptions =
  & ServerOptions
  & Pick<
    EngineOptions,
    "walls" | "maxFilesBytes" | "workers" | "maxSessions" | "sessionIdleMs" | "environment"
  >;

const READ_BYTES = 64 * 1024;

/** How long the lines of one read may be worked on until timers, programs and answers get their turn, in milliseconds. */
const SLICE_MS = 10;

/** How long a stopped server may take to give its last answers, in milliseconds: those of what runs come when that has ended. */
export const LAST_ANSWERS_MS = 2 * STOP_GRACE_MS;

/**
 * Serves until the client ends, and answers all that was accepted.
 *
 * @returns the exit status.
 * @throws {InternalError} where walls are required that this system cannot build.
 */
export async function serve(
  options: ServeOptions,
  readiness: Pick<EngineOptions, "spares" | "processors">,
  client: Client,
  onMissingWalls: NonNullable<EngineOptions["onMissingWalls"]>,
): Promise<number> {
  const outbox = new Outbox(client.write, WAITING_BYTES);
  await using engine = await startEngine({ ...options, ...readiness, onMissingWalls });
  const server = new Server(engine, options, outbox);
  const end = await Promise.race([
    readAll(server, client, options.maxLineBytes).then(() => {
      server.endOfInput();
      return server.finished();
    }),
    client.stopped,
    Promise.race([outbox.failure, client.readerGone]).then(() => "SIGPIPE" as const),
  ]);
  if (end === undefined) return 0;
  engine.stop({ kind: "signal", signal: end === "SIGPIPE" ? "SIGTERM" : end });
  if (end !== "SIGPIPE") {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, LAST_ANSWERS_MS);
    await Promise.race([server.finished(), late.promise]);
    clearTimeout(timer);
  }
  return exitCodeForSignal(end);
}

async function readAll(server: Server, client: Client, maxLineBytes: number): Promise<void> {
  const lines = new LineReader(maxLineBytes);
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    await server.mayRead();
    const count = await client.read(buffer);
    if (count === null) break;
    let began = performance.now();
    for (const line of lines.read(buffer.subarray(0, count))) {
      const taken = server.accept(line);
      // A promise for each of many small lines would cost more than they do.
      if (!(typeof taken === "boolean" ? taken : await taken)) return;
      if (performance.now() - began < SLICE_MS) continue;
      await othersTurn();
      await server.mayRead();
      began = performance.now();
    }
  }
  const last = lines.end();
  if (last !== null) await server.accept(last);
}
