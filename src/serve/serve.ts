/** TRUSTED. Serves one client from its first byte to its last: reads, until it ends, is told to end, or its reader goes. */
import { InternalError } from "../core/errors.ts";
import { jailCommand } from "../host/jail_process.ts";
import { freeMemory } from "../host/machine_memory.ts";
import { JailPool } from "../host/pool.ts";
import { ASKED_GRACE_MS } from "../host/supervisor.ts";
import { type MissingWall, refusal } from "../host/wall_watch.ts";
import { exitCodeForSignal } from "../report/exit_code.ts";
import { LineReader } from "./lines.ts";
import { Outbox } from "./outbox.ts";
import { Server, type ServerOptions, WAITING_BYTES } from "./server.ts";

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

/** How a server keeps jails ready. */
export interface Readiness {
  readonly spares: number;
  readonly processors: number;
}

const READ_BYTES = 64 * 1024;

/** What one spare jail takes of the machine's memory, and what must stay free beside it. */
const SPARE_BYTES = 128 * 1024 * 1024;

/** How long a stopped server may take to give its last answers, in milliseconds: those of what runs come when that has ended. */
const LAST_ANSWERS_MS = 2 * ASKED_GRACE_MS;

/**
 * Serves until the client ends, and answers all that was accepted.
 *
 * @returns the exit status.
 * @throws {InternalError} where walls are required that this system cannot build.
 */
export async function serve(
  options: ServerOptions,
  { spares, processors }: Readiness,
  client: Client,
  onMissingWalls: (missing: readonly MissingWall[]) => void,
): Promise<number> {
  const { limits, walls } = options;
  const outbox = new Outbox(client.write, WAITING_BYTES);
  let server: Server | null = null;
  await using pool = new JailPool({
    command: jailCommand(limits.maxHeapBytes, walls !== "off", "warm"),
    spares,
    // What runs keeps its processors.
    mostBoots: () => processors - (server?.performing ?? 0),
    hasRoom: () => freeMemory() > 2 * SPARE_BYTES,
  });
  if (walls === "require") await requireWalls(pool, limits.maxHeapBytes);
  using running = server = new Server(options, pool, outbox, onMissingWalls);
  const end = await Promise.race([
    readAll(running, client, options.maxLineBytes).then(() => running.finished()),
    client.stopped,
    Promise.race([outbox.failure, client.readerGone]).then(() => "SIGPIPE" as const),
  ]);
  if (end === undefined) return 0;
  running.stopAll({ kind: "signal", signal: end === "SIGPIPE" ? "SIGTERM" : end });
  if (end !== "SIGPIPE") {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, LAST_ANSWERS_MS);
    await Promise.race([running.finished(), late.promise]);
    clearTimeout(timer);
  }
  return exitCodeForSignal(end);
}

async function readAll(server: Server, client: Client, maxLineBytes: number): Promise<void> {
  const lines = new LineReader(maxLineBytes);
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    await server.room();
    const count = await client.read(buffer);
    if (count === null) break;
    for (const line of lines.read(buffer.subarray(0, count))) {
      if (!server.take(line)) return;
    }
  }
  const last = lines.end();
  if (last !== null) server.take(last);
}

/** Tries the walls around a jail before anybody is served. */
async function requireWalls(pool: JailPool, maxHeapBytes: number): Promise<void> {
  const link = await pool.take();
  link.bounds(maxHeapBytes, true);
  const { missing } = link.walls;
  pool.end(link);
  if (missing.length > 0) throw new InternalError(refusal(missing));
}
