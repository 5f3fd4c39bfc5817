/** Tests that share a server: starting one takes more processor time than most of what is asked of it. */
import { deepEqual } from "node:assert/strict";
import { sharedBy, type SharingTest } from "../sharing.ts";
import { QUIET_END, Served } from "./served.ts";

/**
 * A server for several tests of a file, each of which must leave no session behind. Behind the last of them it must end quietly, and
 * leave nothing.
 *
 * @param words as those of `Served`.
 */
export function sharing(...words: readonly string[]): SharingTest<Served> {
  return sharedBy(async () => {
    const server = new Served(...words);
    // Until then each program boots an interpreter, which takes as much processor time as twenty forks. Who wants no spares has one
    // session, and needs neither.
    if (!words.join(" ").includes("--spares 0")) await server.untilForking();
    return server;
  }, endQuietly);
}

/** Ends a server, which must leave nothing. */
export async function endQuietly(server: Served): Promise<void> {
  await using ending = server;
  deepEqual(await ending.end(), QUIET_END);
}
