/** The client of a soak: sends this many lines ahead, and compares every line of the server with what must come. */
import type { Wrong } from "../ended.ts";
import { type Answer, type Exchange, shown, wasKilled } from "./exchange.ts";

/** The two ends of a server. */
export interface Connection {
  write(bytes: Uint8Array): Promise<void>;
  readonly lines: AsyncIterator<string>;
}

const encoder = new TextEncoder();

/** Sends requests, and keeps account of the answers. */
export class SoakClient {
  readonly #connection: Connection;
  readonly #wrong: (fault: Wrong) => void;
  readonly #open = new Map<string, Exchange>();
  /** Requests whose answers come in their order. */
  readonly #inTurn: Exchange[] = [];
  readonly #streamed = new Map<string, string>();
  /** Answers by their status, or by their kind. */
  readonly statuses: Record<string, number> = {};
  /** How many answers reported a jail that was killed from outside. */
  killed = 0;

  constructor(connection: Connection, wrong: (fault: Wrong) => void) {
    this.#connection = connection;
    this.#wrong = wrong;
  }

  /** Sends all requests, at most `most` of them unanswered, and waits for every answer. */
  async exchange(exchanges: readonly Exchange[], most: number): Promise<void> {
    let room = Promise.withResolvers<void>();
    const send = async () => {
      for (const one of exchanges) {
        while (this.#open.size + this.#inTurn.length >= most) await room.promise;
        if (one.id === null) this.#inTurn.push(one);
        else this.#open.set(one.id, one);
        const line = typeof one.line === "string" ? encoder.encode(one.line) : one.line;
        await this.#connection.write(new Uint8Array([...line, 0x0A]));
      }
    };
    const sent = send();
    for (let left = exchanges.length; left > 0;) {
      const { value, done } = await this.#connection.lines.next();
      if (done) throw new Error(`the server ended, and owes ${left} answers`);
      if (!this.#take(JSON.parse(value) as Answer)) continue;
      left--;
      room.resolve();
      room = Promise.withResolvers();
    }
    await sent;
  }

  /** Sends one request while no other is open. */
  async ask(request: Answer): Promise<Answer> {
    let given: Answer = {};
    const faults = (answer: Answer) => {
      given = answer;
      return [];
    };
    await this.exchange([{ name: "ask", line: JSON.stringify(request), id: null, faults }], 1);
    return given;
  }

  /** Takes in a line; false if it answers no request. */
  #take(answer: Answer): boolean {
    const id = answer.id === undefined ? null : String(answer.id);
    if (answer.event !== undefined) {
      if (id === null || !this.#open.has(id)) this.#complain("stray event", shown(answer));
      else this.#streamed.set(id, `${this.#streamed.get(id) ?? ""}${answer.data}`);
      return false;
    }
    const asked = id === null ? this.#inTurn.shift() : this.#open.get(id);
    if (asked === undefined) {
      this.#complain("stray answer", shown(answer));
      return false;
    }
    if (id !== null) this.#open.delete(id);
    const kind = String(answer.status ?? Object.keys(answer).find((name) => name !== "id"));
    this.statuses[kind] = (this.statuses[kind] ?? 0) + 1;
    if (wasKilled(answer)) this.killed++;
    for (const what of asked.faults(answer, this.#streamed.get(id ?? "") ?? "")) {
      this.#complain(asked.name, what);
    }
    this.#streamed.delete(id ?? "");
    return true;
  }

  #complain(attack: string, what: string): void {
    this.#wrong({ attack, what });
  }
}
