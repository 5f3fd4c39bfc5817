/** How many requests are answered per second if many are made at once. */
import { type CommandLine, run } from "./command.ts";
import { answersPerSecond } from "./percentiles.ts";
import type { LineProcess } from "./line_process.ts";
import type { Contestants } from "./serve_contestants.ts";
import { expectOutput, printing, type Program } from "./serve_programs.ts";
import { PING, requestLine } from "./serve_server.ts";
import { figure, interleave, range, type Variant } from "./statistics.ts";
import { line, table, target } from "./table.ts";
import { inTimes } from "./times.ts";

const ROUNDS = 3;
const SESSIONS = [1, 2, 4] as const;

/** Requests of one turn: they take from a part of a second to a few seconds. */
const COUNTS = { fresh: 12, session: 500, native: 20, naive: 500, ping: 2000 };

const FRESH = "fresh interpreters";
const NAIVE = "naive loop, no isolation";

/** Prints the rates, and whether the targets were met. */
export async function throughput(contestants: Contestants): Promise<void> {
  const { server, naive, python, programs: [least] } = contestants;
  const { workers, spares } = await server.rest();
  const sandbox = server.lines;
  const inFresh = requestLine(least.source, null);
  const native = `native python3 -I -S -c, ${workers} at once`;
  const variants: Variant[] = [
    {
      name: FRESH,
      // Interpreters that were ready, or began to boot before the last of these was taken, were not prepared in this
      // turn.
      sample: () => rate(sandbox, Array(COUNTS.fresh).fill(inFresh), least, workers + spares),
    },
    ...SESSIONS.map((sessions) => ({
      name: sessionsName(sessions),
      sample: () => rate(sandbox, aroundSessions(least, sessions), least),
    })),
    { name: NAIVE, sample: () => rate(naive, Array(COUNTS.naive).fill(inFresh), least) },
    { name: native, sample: () => nativeRate(python, least, workers) },
    { name: "pings", sample: () => rate(sandbox, Array(COUNTS.ping).fill(PING), null) },
  ];
  const found = await interleave(
    variants.map(({ name, sample }) => ({ name, sample: () => server.rest().then(sample) })),
    ROUNDS,
  );
  line(
    `answers a second, all requests made at once, ${least.name}, ${workers} workers, n = ${ROUNDS}, in turn`,
  );
  const median = (name: string) => found.get(name)!.median;
  table([
    ["", "median /s", "min-max /s", "to python3", "to naive"],
    ...[...found].map(([name, rates]) => [
      name,
      figure(rates.median),
      range(rates),
      ...[native, NAIVE].map((other) => inTimes(rates.median / median(other))),
    ]),
  ]);
  const fresh = median(FRESH);
  target(
    "at least 10 fresh interpreters a second on 2 processors",
    `${figure(fresh)} on ${navigator.hardwareConcurrency}`,
    fresh >= 10,
  );
  const best = SESSIONS.map(sessionsName).reduce((a, b) => median(a) >= median(b) ? a : b);
  target(
    "at least 2,000 requests a second in sessions",
    `${figure(median(best))} with ${best}`,
    median(best) >= 2000,
  );
}

function sessionsName(count: number): string {
  return `requests in ${count} ${count === 1 ? "session" : "sessions"}`;
}

/** Requests to this number of sessions, round-robin. */
function aroundSessions({ source }: Program, sessions: number): string[] {
  return Array.from(
    { length: COUNTS.session },
    (_, at) => requestLine(source, `throughput ${at % sessions}`),
  );
}

/**
 * Answers per second.
 *
 * @param program whose value every answer must have; null for answers without a value.
 * @param ahead how many of the first answers are not counted.
 */
async function rate(
  asked: LineProcess,
  requests: readonly string[],
  program: Program | null,
  ahead = 0,
): Promise<number> {
  const began = performance.now();
  const { lines, times } = await asked.askAll(requests);
  if (program !== null) { for (const answer of lines) expectOutput(asked.name, answer, program); }
  return answersPerSecond(began, times, ahead);
}

/** Programs per second, each in a process of its own, with this number at once. */
async function nativeRate(
  python: CommandLine,
  { source }: Program,
  atOnce: number,
): Promise<number> {
  const began = performance.now();
  const times: number[] = [];
  await Promise.all(Array.from({ length: atOnce }, async (_, lane) => {
    for (let at = lane; at < COUNTS.native; at += atOnce) {
      await run(python, ["-c", printing(source)]);
      times.push(performance.now());
    }
  }));
  return answersPerSecond(began, times);
}
