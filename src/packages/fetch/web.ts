/**
 * TRUSTED code that reads hostile bytes: what an index answers. Only `packages fetch` comes here. Everything has a bound: bytes as they are
 * after unpacking, time, redirects, and tries. Errors never have the credentials or the query of an address.
 */
import { messageOf } from "../../core/errors.ts";
import { formatDuration } from "../../core/units.ts";
import { FetchError } from "./fetch_error.ts";

/** How long things may take, in milliseconds. */
export interface Patience {
  /** How long nothing may come. */
  readonly idle: number;
  /** How long one answer may take in all. */
  readonly total: number;
  /** How long is waited before something is tried again, where the server does not say; then twice that. */
  readonly pause: number;
}

const PATIENCE: Patience = { idle: 30_000, total: 30 * 60_000, pause: 500 };

const MOST_REDIRECTS = 5;

/** How often something is tried that may work later, and how long is waited at most, whatever a server asks for. */
const [TRIES, MOST_PAUSE_MS] = [3, 10_000];

/** Statuses that mean "later", and those that mean "elsewhere". */
const LATER = new Set([429, 500, 502, 503, 504]);
const ELSEWHERE = new Set([301, 302, 303, 307, 308]);

type Timer = ReturnType<typeof setTimeout>;

/** What is asked for. */
export interface Question {
  readonly url: URL;
  /** The kinds of answers, as `Accept` has them. */
  readonly accept: string;
  /** Most bytes of the answer. */
  readonly mostBytes: number;
}

/** An answer that is there. */
export interface Answer {
  /** Where it came from in the end. */
  readonly url: URL;
  readonly type: string;
}

/** Asks servers. */
export class Web implements Disposable {
  readonly #client: Deno.HttpClient;
  /** Credentials of an index, for its own origin alone. */
  readonly #origin: string;
  readonly #authorization: string | null;
  readonly #patience: Patience;

  /**
   * @param index the address of the index, which may have credentials.
   * @param certificates further authorities to trust, as PEM.
   * @throws {FetchError} where those, or the system's, cannot be read.
   */
  constructor(index: URL, certificates: readonly string[], patience = PATIENCE) {
    try {
      this.#client = Deno.createHttpClient({ caCerts: [...certificates] });
    } catch (error) {
      throw new FetchError(`certificates (SSL_CERT_FILE) cannot be used: ${messageOf(error)}`);
    }
    this.#origin = index.origin;
    const { username, password } = index;
    const pair = [username, password].map(decodeURIComponent).join(":");
    this.#authorization = username === "" && password === ""
      ? null
      : `Basic ${new TextEncoder().encode(pair).toBase64()}`;
    this.#patience = patience;
  }

  /**
   * Asks, and gives what comes to `take`, piece by piece; where it has to be asked again, from the start, after `begin`.
   *
   * @returns null where there is nothing of that name.
   * @throws {FetchError} naming the address, and what is wrong.
   */
  async ask(
    question: Question,
    begin: () => void | Promise<void>,
    take: (piece: Uint8Array<ArrayBuffer>) => void | Promise<void>,
  ): Promise<Answer | null> {
    for (let tries = 1;; tries++) {
      await begin();
      const outcome = await this.#try(question, take);
      if (!(outcome instanceof Later)) return outcome;
      if (tries === TRIES) throw new FetchError(`${shown(question.url)}: ${outcome.why}`);
      const pauseMs = outcome.pauseMs ?? this.#patience.pause * 2 ** (tries - 1);
      await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, MOST_PAUSE_MS)));
    }
  }

  /** All that comes, in memory. */
  async read(question: Question): Promise<(Answer & { bytes: Uint8Array<ArrayBuffer> }) | null> {
    let pieces: Uint8Array<ArrayBuffer>[] = [];
    const answer = await this.ask(question, () => {
      pieces = [];
    }, (piece) => {
      pieces.push(piece);
    });
    if (answer === null) return null;
    return { ...answer, bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()) };
  }

  async #try(
    question: Question,
    take: (piece: Uint8Array<ArrayBuffer>) => void | Promise<void>,
  ): Promise<Answer | null | Later> {
    const watch = new Watch(this.#patience);
    try {
      const [url, response] = await this.#follow(question, watch.signal);
      if (response.status === 404 || response.status === 410) {
        await response.body?.cancel();
        return null;
      }
      if (!response.ok) {
        await response.body?.cancel();
        const after = Number(response.headers.get("retry-after") ?? Number.NaN);
        const pauseMs = after >= 0 ? after * 1000 : null;
        if (LATER.has(response.status)) return new Later(`status ${response.status}`, pauseMs);
        throw refused(url, response.status);
      }
      let left = question.mostBytes;
      for await (const piece of response.body ?? []) {
        watch.renew();
        left -= piece.length;
        if (left < 0) {
          throw new FetchError(`${shown(url)}: expected at most ${question.mostBytes} bytes`);
        }
        await take(piece);
      }
      return { url, type: response.headers.get("content-type") ?? "" };
    } catch (error) {
      if (error instanceof FetchError || error instanceof Deno.errors.NotCapable) throw error;
      if (!(error instanceof TypeError) && !watch.signal.aborted) throw error;
      return new Later(watch.why ?? reasonOf(error), null);
    } finally {
      watch[Symbol.dispose]();
    }
  }

  async #follow({ url: first, accept }: Question, signal: AbortSignal): Promise<[URL, Response]> {
    let url = withoutCredentials(first);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const isOwn = url.origin === this.#origin && this.#authorization !== null;
      const headers = { accept, ...(isOwn && { authorization: this.#authorization! }) };
      const response = await fetch(url, {
        client: this.#client,
        redirect: "manual",
        headers,
        signal,
      });
      if (!ELSEWHERE.has(response.status)) return [url, response];
      await response.body?.cancel();
      const next = addressIn(response.headers.get("location") ?? "", url);
      if (next === null) {
        throw new FetchError(
          `${shown(url)}: it leads to an address that is not of https, or is none`,
        );
      }
      url = next;
    }
    throw new FetchError(`${shown(first)}: it leads on more than ${MOST_REDIRECTS} times`);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/**
 * An address that a server gives, without credentials; null where it is none, or neither of https nor of the scheme that the server itself
 * is asked by.
 */
export function addressIn(text: string, base: URL): URL | null {
  const url = URL.parse(text, base);
  if (url === null || url.protocol !== "https:" && url.protocol !== base.protocol) return null;
  return withoutCredentials(url);
}

/** An address as it may be shown to anybody. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function withoutCredentials(url: URL): URL {
  const plain = new URL(url);
  plain.username = plain.password = "";
  return plain;
}

function refused(url: URL, status: number): FetchError {
  const hint = status === 401 || status === 403
    ? " (credentials of an index stand in --index-url: https://USER:PASSWORD@HOST/...)"
    : "";
  return new FetchError(`${shown(url)}: status ${status}${hint}`);
}

/** What the network says, without the address that it was about. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return messageOf(cause ?? error)
    .replace(/^error sending request for url \(\S+\): (?:client error \(\w+\): )?/, "");
}

/** It may work later. */
class Later {
  constructor(readonly why: string, readonly pauseMs: number | null) {}
}

/** Ends what takes too long. */
class Watch implements Disposable {
  readonly #controller = new AbortController();
  readonly #idleMs: number;
  readonly #total: Timer;
  #idle: Timer | undefined;
  /** Why it was ended; null where it was not. */
  why: string | null = null;

  constructor({ idle, total }: Patience) {
    this.#idleMs = idle;
    const late = () => this.#end(`it took more than ${formatDuration(total)}`);
    this.#total = setTimeout(late, total);
    this.renew();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  renew(): void {
    clearTimeout(this.#idle);
    const late = () => this.#end(`nothing came for ${formatDuration(this.#idleMs)}`);
    this.#idle = setTimeout(late, this.#idleMs);
  }

  #end(why: string): void {
    this.why = why;
    this.#controller.abort();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
  }
}
