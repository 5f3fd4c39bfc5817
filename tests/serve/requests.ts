/** Requests for tests: under these ceilings, as objects or as lines. */
import assert from "node:assert/strict";
import type { Limits } from "../../src/core/limits.ts";
import { type Ask, parseRequest, type RunAsk } from "../../src/serve/request.ts";
import { type Id, RequestError } from "../../src/serve/request_members.ts";

/** A server's limits, with processor time off. */
export const CEILINGS: Limits = {
  timeoutMs: 5000,
  cpuMs: null,
  maxHeapBytes: 128 * 1024 * 1024,
  maxOutputBytes: 1_000_000,
};

/** What is asked for by a line, or by an object on one. */
export function ask(request: unknown, ceilings: Limits = CEILINGS): Ask {
  return parseRequest(typeof request === "string" ? request : JSON.stringify(request), ceilings);
}

/** The program that is asked for. */
export function run(members: Record<string, unknown>, ceilings: Limits = CEILINGS): RunAsk {
  const asked = ask({ code: "1", ...members }, ceilings);
  assert.equal(asked.kind, "run");
  return asked as RunAsk;
}

/** Asserts that a request is refused, with this message and this id. */
export function assertRefused(
  request: unknown,
  message: string,
  id: Id | null = null,
  ceilings: Limits = CEILINGS,
): void {
  assert.throws(() => ask(request, ceilings), (error: unknown) => {
    assert(error instanceof RequestError, String(error));
    assert.equal(error.message, message);
    assert.equal(error.id, id);
    return true;
  });
}
