/** TRUSTED. Connections from their beginning to their end: accepted, counted, and served. */
import { BodyBudget } from "./body.ts";
import { type Connected, Connection, type Received } from "./connection.ts";
import type { Guard } from "./guard.ts";

/** How many there may be at once. */
const MOST_CONNECTIONS = 1024;

/** What accepts connections. */
export interface Acceptor {
  /** The next one; rejects when it is closed. */
  accept(): Promise<{ readonly connected: Connected; readonly name: string }>;
  close(): void;
}

/** All connections of a server. */
export class Listener {
  readonly #acceptor: Acceptor;
  readonly #guard: Guard;
  readonly #answer: (received: Received, connection: string) => Promise<Response>;
  readonly #budget = new BodyBudget();
  readonly #onUnsent: (bytes: number) => void;
  readonly #open = new Set<Connection>();
  #isEnding = false;
  #nextEnd = Promise.withResolvers<void>();

  constructor(
    acceptor: Acceptor,
    guard: Guard,
    answer: (received: Received, connection: string) => Promise<Response>,
    onUnsent: (bytes: number) => void,
  ) {
    this.#acceptor = acceptor;
    this.#guard = guard;
    this.#answer = answer;
    this.#onUnsent = onUnsent;
  }

  /** Serves whoever connects, until it is ended. */
  async serve(): Promise<void> {
    while (!this.#isEnding) {
      try {
        await this.#room();
        const { connected, name } = await this.#acceptor.accept();
        this.#serveOne(connected, name);
      } catch {
        // It was closed, or the system has no more descriptors for now.
        if (!this.#isEnding) await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Takes no more requests. Resolves when those that it has taken are answered. */
  async drain(): Promise<void> {
    this.#stopAccepting();
    for (const connection of this.#open) {
      if (connection.isIdle || connection.isStream) connection.close();
    }
    while (this.#open.size > 0) await this.#nextEnd.promise;
  }

  /** Ends all connections at once. */
  close(): void {
    this.#stopAccepting();
    for (const connection of this.#open) connection.close();
  }

  #stopAccepting(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#acceptor.close();
  }

  /** Resolves when another connection may be open. Until then the system lets its client wait. */
  async #room(): Promise<void> {
    while (this.#open.size >= MOST_CONNECTIONS) {
      // One that asks nothing gives way to one that may.
      const { promise } = this.#nextEnd;
      [...this.#open].find(({ isIdle, isStream }) => isIdle || isStream)?.close();
      await promise;
    }
  }

  async #serveOne(connected: Connected, name: string): Promise<void> {
    const connection = new Connection(connected, {
      budget: this.#budget,
      judge: (head) => this.#guard.judge(head),
      answer: (received) => this.#answer(received, name),
      isEnding: () => this.#isEnding,
      onUnsent: this.#onUnsent,
    });
    this.#open.add(connection);
    await connection.serve();
    this.#open.delete(connection);
    this.#nextEnd.resolve();
    this.#nextEnd = Promise.withResolvers();
  }
}
