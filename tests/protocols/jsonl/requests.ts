/** Requests for tests: under these ceilings, as objects or as lines. */
import assert from "node:assert/strict";
import { allAtOnce } from "../../../src/core/json.ts";
import type { Limits } from "../../../src/core/limits.ts";
import { limitsWithin } from "../../../src/engine/ceilings.ts";
import { type Id, RequestError } from "../../../src/protocols/jsonl/members.ts";
import {
  parseRequest,
  type Request,
  type RunRequest,
} from "../../../src/protocols/jsonl/client_request.ts";
import { CEILINGS } from "../../engine/fake_jails.ts";

export { CEILINGS };

/** What a line requests, or an object on one. */
export function ask(request: unknown, ceilings: Limits = CEILINGS): Request {
  const text = typeof request === "string" ? request : JSON.stringify(request);
  return allAtOnce(parseRequest(text, ceilings));
}

/** A program, with the limits that it has in an engine, and whether the cap on memory is its own. */
export type Program = Omit<RunRequest, "limits"> & { limits: Limits; maxHeapGiven: boolean };

/** The program that is requested. */
export function run(members: Record<string, unknown>, ceilings: Limits = CEILINGS): Program {
  const request = ask({ code: "1", ...members }, ceilings);
  assert(request.kind === "run");
  return {
    ...request,
    limits: limitsWithin(request.limits, ceilings),
    maxHeapGiven: request.limits.maxHeapBytes !== undefined,
  };
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
