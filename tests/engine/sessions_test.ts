/** Sessions: who has which jail, when it rests, and what is remembered of those that are gone. */
import assert from "node:assert/strict";
import type { JailLink } from "../../src/host/jail_link.ts";
import { type Session, type SessionOptions, Sessions } from "../../src/engine/sessions.ts";
import { until } from "../e2e/served.ts";

/** A jail that does nothing but what the test says. */
class FakeLink {
  readonly signals: string[] = [];
  readonly process = {
    pause: () => this.signals.push("pause"),
    resume: () => this.signals.push("resume"),
  };
  readonly #stirred = Promise.withResolvers<void>();

  stirred(): Promise<void> {
    return this.#stirred.promise;
  }

  /** It speaks, or ends, without being asked. */
  async stir(error?: Error): Promise<void> {
    if (error === undefined) this.#stirred.resolve();
    else this.#stirred.reject(error);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  asLink(): JailLink {
    return this as unknown as JailLink;
  }
}

/** Sessions for one test, and the jails that they have ended. */
function sessionsOf(options: Partial<SessionOptions> = {}): Sessions & { ended: JailLink[] } {
  const ended: JailLink[] = [];
  const all = { most: 3, idleMs: null, end: (link: JailLink) => ended.push(link), ...options };
  return Object.assign(new Sessions(all), { ended });
}

/** A session that has a jail, and whose one request was answered. */
function rested(sessions: Sessions, name: string): [Session, FakeLink] {
  const link = new FakeLink();
  const session = sessions.enter(name)!;
  sessions.wake(session);
  session.link = link.asLink();
  sessions.rest(session);
  sessions.leave(session);
  return [session, link];
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test("a session is the same for all its requests, and gone when none has given it a jail", () => {
  using sessions = sessionsOf();
  const session = sessions.enter("s")!;
  assert.equal(sessions.enter("s"), session);
  assert.deepEqual([sessions.count, session.pending], [1, 2]);
  sessions.leave(session);
  assert.equal(sessions.count, 1);
  sessions.leave(session);
  assert.equal(sessions.count, 0);
  assert.notEqual(sessions.enter("s"), session);
});

Deno.test("there are no more than may be; those that are there take further requests", () => {
  using sessions = sessionsOf({ most: 2 });
  const [first] = rested(sessions, "a");
  sessions.enter("b");
  assert.deepEqual([sessions.enter("c"), sessions.enter("a")], [null, first]);
  sessions.close(first);
  sessions.leave(first);
  assert.notEqual(sessions.enter("c"), null);
});

Deno.test("a jail is stopped a while after its last request, and goes on with the next", async () => {
  using sessions = sessionsOf();
  const [session, link] = rested(sessions, "s");
  await pause(30);
  assert.deepEqual(link.signals, []);
  await until(() => link.signals.length > 0, "it is stopped");
  await pause(250);
  assert.deepEqual(link.signals, ["pause"]);
  sessions.enter("s");
  sessions.wake(session);
  assert.deepEqual(link.signals, ["pause", "resume"]);
  await pause(250);
  assert.deepEqual(link.signals, ["pause", "resume"]);
  sessions.rest(session);
  sessions.leave(session);
  await until(() => link.signals.length === 3, "it is stopped again");
});

Deno.test("a session is not idle while a request of it waits", async () => {
  using sessions = sessionsOf({ idleMs: 1 });
  const [session, link] = rested(sessions, "s");
  sessions.enter("s");
  await pause(300);
  assert.deepEqual([link.signals, session.link], [[], link.asLink()]);
});

Deno.test("a session that is idle for too long is lost", async () => {
  using sessions = sessionsOf({ idleMs: 150 });
  const [, link] = rested(sessions, "s");
  await until(() => sessions.count === 0, "it is lost");
  assert.deepEqual(sessions.ended, [link.asLink()]);
  assert.equal(sessions.enter("s")!.isLost, true);
});

Deno.test("a session whose jail speaks or ends at rest is lost, and told so once", async () => {
  for (const error of [undefined, new Error("cannot be read")]) {
    using sessions = sessionsOf();
    const [, link] = rested(sessions, "s");
    await link.stir(error);
    assert.deepEqual([sessions.count, sessions.ended], [0, [link.asLink()]]);
    const session = sessions.enter("s")!;
    assert.deepEqual([session.isLost, session.link], [true, null]);
    session.isLost = false;
    sessions.leave(session);
    assert.equal(sessions.enter("s")!.isLost, false);
  }
});

Deno.test("what a jail says when its next request has begun is for that", async () => {
  using sessions = sessionsOf();
  const [session, link] = rested(sessions, "s");
  sessions.enter("s");
  sessions.wake(session);
  await link.stir();
  assert.deepEqual([session.link, sessions.ended], [link.asLink(), []]);
});

Deno.test("what an earlier jail of the session says is nothing to its next one", async () => {
  using sessions = sessionsOf();
  const [session, earlier] = rested(sessions, "s");
  sessions.enter("s");
  sessions.lose(session);
  session.link = new FakeLink().asLink();
  await earlier.stir();
  assert.notEqual(session.link, null);
  assert.deepEqual(sessions.ended, [earlier.asLink()]);
});

Deno.test("a session that is lost while requests wait stays, and the first of them is told", () => {
  using sessions = sessionsOf();
  const [session, link] = rested(sessions, "s");
  sessions.enter("s");
  sessions.enter("s");
  sessions.lose(session);
  assert.deepEqual([sessions.count, sessions.ended, session.isLost], [1, [link.asLink()], true]);
  sessions.leave(session);
  // The one that is left has not been told, if it is stopped before it begins.
  sessions.leave(session);
  assert.equal(sessions.count, 0);
  assert.equal(sessions.enter("s")!.isLost, true);
});

Deno.test("closing ends the jail, says whether there was one, and leaves nothing to be told", () => {
  using sessions = sessionsOf();
  const [, link] = rested(sessions, "s");
  const closing = sessions.enterToClose("s")!;
  assert.equal(sessions.close(closing), true);
  assert.equal(sessions.close(closing), false);
  sessions.leave(closing);
  assert.deepEqual([sessions.count, sessions.ended], [0, [link.asLink()]]);
  assert.equal(sessions.enter("s")!.isLost, false);
});

Deno.test("what is not there cannot be closed, and closing forgets that it was lost", () => {
  using sessions = sessionsOf();
  assert.equal(sessions.enterToClose("never"), null);
  const [session] = rested(sessions, "s");
  sessions.lose(session);
  assert.equal(sessions.enterToClose("s"), null);
  assert.equal(sessions.enter("s")!.isLost, false);
});

Deno.test("the names of ten thousand lost sessions are kept, of the last ones", () => {
  using sessions = sessionsOf();
  for (let at = 0; at < 10_001; at++) sessions.lose(rested(sessions, `s${at}`)[0]);
  const isLost = (name: string) => {
    const session = sessions.enter(name)!;
    const { isLost } = session;
    session.isLost = false;
    sessions.leave(session);
    return isLost;
  };
  assert.deepEqual(["s0", "s1", "s10000"].map(isLost), [false, true, true]);
});

Deno.test("the end of all sessions ends all their jails, stopped or not", async () => {
  const sessions = sessionsOf();
  const [, first] = rested(sessions, "a");
  await until(() => first.signals.length > 0, "it is stopped");
  const [, second] = rested(sessions, "b");
  sessions[Symbol.dispose]();
  assert.deepEqual([sessions.ended, sessions.count], [[first.asLink(), second.asLink()], 0]);
});
