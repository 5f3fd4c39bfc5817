/** Jobs for tests of what holds them, without an engine. */
import type { CloseJob, Job, ProgramJob } from "../../src/engine/job.ts";
import { checkProgram } from "../../src/engine/program.ts";
import type { Session } from "../../src/engine/sessions.ts";
import { CEILINGS } from "./fake_jails.ts";

const ids = new WeakMap<Job, string>();
const sessions = new Map<string, Session>();

/** What a test calls a job. */
export function idOf(job: Job): string {
  return ids.get(job)!;
}

/** A program that waits, in a session or in none. */
export function programJob(id: string, session?: string, size = 10, client = ""): ProgramJob {
  return named(id, {
    kind: "program",
    client,
    program: checkProgram({ code: "1" }),
    session: session === undefined ? null : sessionOf(session),
    limits: CEILINGS,
    setsHeap: false,
    size,
    onOutput: null,
    onResult: () => {},
    onCall: () => {},
    callTimeoutMs: 1,
    maxCalls: 0,
    mayBegin: () => true,
    hasBegun: false,
    stopReason: null,
    stop: null,
  });
}

/** A session's close that waits. */
export function closeJob(id: string, session: string): CloseJob {
  return named(id, {
    kind: "close",
    client: "",
    session: sessionOf(session),
    size: 10,
    onResult: () => {},
    hasBegun: false,
  });
}

function named<Named extends Job>(id: string, job: Named): Named {
  ids.set(job, id);
  return job;
}

/** The session of that name: all that a queue looks at is which it is. */
function sessionOf(name: string): Session {
  if (!sessions.has(name)) sessions.set(name, { name } as Session);
  return sessions.get(name)!;
}
