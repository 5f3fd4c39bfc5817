/** Calls of the Model Context Protocol, beside requests to `serve-stdio`: what the protocol costs, and how long it takes to the first answer. */
import { SANDBOX } from "./command.ts";
import { LineProcess } from "./line_process.ts";
import { percentile } from "./percentiles.ts";
import { PING, requestLine, Server } from "./serve_server.ts";
import { figure, takeTurns } from "./statistics.ts";
import { line, table, target } from "./table.ts";
import { ratioCell, timeEach, TIMES_HEADING, timesCells } from "./times.ts";

const ROUNDS = 12;

/** How many calls in a row in a session, and how many such rows come before any is measured. */
const ROW = 50;
const FIRST_ROWS = 10;

const CODE = "4 + 5";

/** How long an interpreter takes to boot and to warm up after a call, in milliseconds: this server cannot be asked whether it is idle. */
const PAUSE_MS = 2000;

/** What a client says first. */
const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "bench", version: "1" },
  },
});

/** A call, on one line. */
function callLine(session: string | null): string {
  const args = { code: CODE, ...(session !== null && { session }) };
  const params = { name: "run_python", arguments: args };
  return JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
}

/** Prints the section. Targets: at most 5 ms more than serve-stdio for a call; 0.5 s from the start to the first answer. */
export async function mcp(): Promise<void> {
  line(`${SANDBOX.name} mcp and serve-stdio, ${navigator.hardwareConcurrency} processors`);
  await firstAnswer();
  await calls();
}

async function calls(): Promise<void> {
  await using server = new Server();
  await using over = new LineProcess(SANDBOX, ["mcp", "--quiet"]);
  await over.ask(INITIALIZE);
  const session = {
    plain: () => timeEach(ROW, () => server.lines.ask(requestLine(CODE, "s")), expectNine),
    mcp: () => timeEach(ROW, () => over.ask(callLine("s")), expectNine),
  };
  for (let row = 0; row < FIRST_ROWS; row++) {
    await session.plain();
    await session.mcp();
  }
  const fresh = {
    plain: () => timeEach(1, () => server.lines.ask(requestLine(CODE, null)), expectNine),
    mcp: () => timeEach(1, () => over.ask(callLine(null)), expectNine),
  };
  const variants = { session: session.plain, "session, mcp": session.mcp, fresh: fresh.plain };
  const found = await takeTurns<number[]>(
    Object.entries({ ...variants, "fresh, mcp": fresh.mcp }).map(([name, sample]) => ({
      name,
      sample: async () => {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        await server.rest();
        return await sample();
      },
    })),
    ROUNDS,
  );
  const times = (name: string) => found.get(name)!.flat();
  const row = (name: string, base: string) => [
    name,
    ...timesCells(times(name)),
    ratioCell(times(name), times(base)),
  ];
  table([
    ["a call and its answer, one at a time", ...TIMES_HEADING, "to serve-stdio"],
    row("session", "session"),
    row("session, mcp", "session"),
    row("fresh", "fresh"),
    row("fresh, mcp", "fresh"),
  ]);
  for (const name of ["session", "fresh"]) {
    const more = percentile(times(`${name}, mcp`), 50) - percentile(times(name), 50);
    target(`${name}: p50 at most 5 ms more than serve-stdio`, `${figure(more)} ms`, more <= 5);
  }
}

async function firstAnswer(): Promise<void> {
  const first = (command: string, ...lines: string[]) => async () => {
    const began = performance.now();
    await using started = new LineProcess(SANDBOX, [command, "--quiet"]);
    for (const one of lines) await started.ask(one);
    return [performance.now() - began];
  };
  const found = await takeTurns<number[]>([
    { name: "serve-stdio: ping", sample: first("serve-stdio", PING) },
    { name: "serve-stdio: a request", sample: first("serve-stdio", requestLine(CODE, null)) },
    { name: "mcp: initialize", sample: first("mcp", INITIALIZE) },
    { name: "mcp: initialize, a call", sample: first("mcp", INITIALIZE, callLine(null)) },
  ], ROUNDS);
  const times = (name: string) => found.get(name)!.flat();
  table([
    ["from the start to the first answer", ...TIMES_HEADING, "to serve-stdio"],
    ...[...found.keys()].map((name) => [
      name,
      ...timesCells(times(name)),
      ratioCell(times(name), times("serve-stdio: a request")),
    ]),
  ]);
  const median = percentile(times("mcp: initialize, a call"), 50);
  target("start to the first answer of at most 500 ms", `${figure(median)} ms`, median <= 500);
}

function expectNine(answer: string): void {
  if (!/"output":9\b/.test(answer)) throw new Error(`expected 9; got ${answer.slice(0, 200)}`);
}
