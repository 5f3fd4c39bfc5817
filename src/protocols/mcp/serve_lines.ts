/** TRUSTED. Serves one client of the Model Context Protocol on standard input and output, from its first byte to its last. */
import { exitCodeForSignal } from "../../report/exit_code.ts";
import { LineReader } from "../../core/lines.ts";
import { Outbox, WAITING_BYTES } from "../jsonl/outbox.ts";
import { type Client, LAST_ANSWERS_MS } from "../jsonl/serve.ts";
import { LineTransport } from "./line_transport.ts";
import { LARGEST_MESSAGE_BYTES } from "./message.ts";
import { type ServiceOptions, startService } from "./service.ts";

const READ_BYTES = 64 * 1024;

/** How long the lines of one read may be worked on until timers, programs and answers get their turn, in milliseconds. */
const SLICE_MS = 10;

/** Most requests without an answer until no further line is read: the engine holds no more jobs either. */
const MOST_OPEN = 16_384;

/**
 * Serves until the client ends, and answers what it has asked.
 *
 * @returns the exit status.
 * @throws {InternalError} where walls are required that this system cannot build.
 */
export async function serveLines(options: ServiceOptions, client: Client): Promise<number> {
  await using service = await startService(options);
  const { engine, sdk } = service;
  const outbox = new Outbox(client.write, WAITING_BYTES);
  const transport = new LineTransport(outbox, sdk.parseMessage);
  let isWaiting = false;
  const mayBegin = () => {
    if (outbox.waitingBytes <= WAITING_BYTES) return true;
    if (!isWaiting) {
      isWaiting = true;
      outbox.drained().then(() => {
        isWaiting = false;
        engine.beginWaiting();
      });
    }
    return false;
  };
  const handlers = service.handlers(mayBegin);
  const connection = sdk.serveConnection(() => sdk.createServer(handlers), transport);
  const end = await Promise.race([
    readAll(transport, outbox, client),
    client.stopped,
    Promise.race([outbox.failure, client.readerGone]).then(() => "SIGPIPE" as const),
  ]);
  if (end === undefined) {
    await connection.close();
    return 0;
  }
  engine.stop({ kind: "signal", signal: end === "SIGPIPE" ? "SIGTERM" : end });
  if (end !== "SIGPIPE") {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, LAST_ANSWERS_MS);
    await Promise.race([answered(transport, outbox), late.promise]);
    clearTimeout(timer);
  }
  await connection.close();
  return exitCodeForSignal(end);
}

/** Resolves when all has been read and answered. */
async function readAll(transport: LineTransport, outbox: Outbox, client: Client): Promise<void> {
  const lines = new LineReader(LARGEST_MESSAGE_BYTES);
  const buffer = new Uint8Array(READ_BYTES);
  const room = async () => {
    await outbox.drained();
    await transport.fewerThan(MOST_OPEN);
  };
  for (;;) {
    await room();
    const count = await client.read(buffer);
    if (count === null) break;
    let began = performance.now();
    for (const line of lines.read(buffer.subarray(0, count))) {
      await transport.take(line);
      if (performance.now() - began < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      await room();
      began = performance.now();
    }
  }
  const last = lines.end();
  if (last !== null) await transport.take(last);
  await answered(transport, outbox);
}

/** Resolves when the client has the answers to all of its requests. */
async function answered(transport: LineTransport, outbox: Outbox): Promise<void> {
  await transport.fewerThan(1);
  await outbox.flushed();
}
