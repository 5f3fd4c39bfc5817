/** Tests that share a server: starting one takes more processor time than most of what is asked of it. */
import { deepEqual } from "node:assert/strict";
import { QUIET_END, Served } from "./served.ts";

/** Registers a test that gets the server. */
type SharingTest = (name: string, fn: (server: Served) => Promise<void>) => void;

/**
 * A server for several tests of a file, each of which must leave no session behind. It starts with the first of them; behind the last,
 * it must end quietly and leave nothing.
 *
 * @param words as those of `Served`.
 */
export function sharing(...words: readonly string[]): SharingTest {
  let server: Served | null = null;
  Deno.test.afterAll(async () => {
    if (server === null) return;
    await using ending = server;
    deepEqual(await ending.end(), QUIET_END);
  });
  return (name, fn) => {
    // What one test opens, another closes.
    const without = { sanitizeOps: false, sanitizeResources: false };
    Deno.test({ name, ...without, fn: () => fn(server ??= new Served(...words)) });
  };
}
