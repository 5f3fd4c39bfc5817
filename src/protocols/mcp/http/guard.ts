/**
 * TRUSTED. Who may ask over HTTP. A page in a browser can send requests to this machine, also under a name of its own that leads here: so Host
 * and Origin must be names of this server, which such a page cannot forge. Beyond this machine a token is needed as well. A browser may send
 * a password that it has kept with whatever a page asks, so that one counts only where no page can have asked.
 */
import { type Head, HttpError } from "./head.ts";

/** Where clients of the Model Context Protocol ask. */
export const ENDPOINT = "/mcp";

/** Where clients of SandboxFusion ask. */
export const RUN_CODE = "/run_code";

const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  [ENDPOINT, ["POST", "GET", "DELETE"]],
  [RUN_CODE, ["POST"]],
]);

/** Names of this machine for itself. */
const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/** An address, which no one can make lead elsewhere. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

/** Whether only this machine can connect to a server that listens there. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(bracketed(hostname.toLowerCase()));
}

/** A token that clients know. */
export interface Token {
  /** SHA-256 of it: compared in its place, so that no time tells how much of it was right. */
  readonly digest: Uint8Array;
  /** Whose it is: nothing of the token itself. */
  readonly principal: string;
}

/** Judges requests. */
export class Guard {
  readonly #hostname: string;
  readonly #tokens: readonly Token[];

  /** @param hostname where the server listens. */
  constructor(hostname: string, tokens: readonly Token[]) {
    this.#hostname = bracketed(hostname.toLowerCase());
    this.#tokens = tokens;
  }

  /** Whose request it is, by its head; empty where no token is needed. Rejects with an HttpError what could never be done. */
  async judge(head: Pick<Head, "method" | "target" | "headers">): Promise<string> {
    this.#expectOwn(head);
    return await this.#principalOf(head.headers);
  }

  #expectOwn({ method, target, headers }: Pick<Head, "method" | "target" | "headers">): void {
    const host = hostnameOf(`http://${headers.get("host") ?? ""}`);
    if (host === null || !this.#isOwn(host)) {
      throw new HttpError(403, "Expected a Host that is this server's");
    }
    const origin = headers.get("origin");
    if (origin !== null) {
      const from = /^https?:\/\//.test(origin) ? hostnameOf(origin) : null;
      // A page may be served from any address: one that is not this machine's is that which is asked.
      if (from === null || !this.#isName(from) && from !== host) {
        throw new HttpError(403, "Expected no Origin, or one that is this server's");
      }
    }
    const methods = METHODS.get(target);
    if (methods === undefined) {
      throw new HttpError(404, `Expected the path ${[...METHODS.keys()].join(" or ")}`);
    }
    if (!methods.includes(method)) {
      throw new HttpError(405, `Expected ${methods.join(" or ")}`);
    }
  }

  /** Rejects where a token is needed, and it has none that is known. */
  async #principalOf(headers: Headers): Promise<string> {
    if (this.#tokens.length === 0) return "";
    const given = tokenOf(headers);
    if (given !== null) {
      const digest = await digestOf(given);
      const found = this.#tokens.filter((token) => isEqual(token.digest, digest));
      if (found.length > 0) return found[0]!.principal;
    }
    // No challenge for a password: browsers would ask for one, and keep it.
    throw new HttpError(401, "Expected a token of this server: Authorization: Bearer TOKEN", {
      "www-authenticate": "Bearer",
    });
  }

  #isOwn(hostname: string): boolean {
    return this.#isName(hostname) || !isLoopback(this.#hostname) && ADDRESS.test(hostname);
  }

  #isName(hostname: string): boolean {
    return LOOPBACK.test(hostname) || hostname === this.#hostname;
  }
}

/**
 * The token of a request: as such, or as a password, which clients take from an address such as `http://any:TOKEN@host`. Browsers do so as
 * well; for whatever page they ask, they name an Origin with each POST and DELETE.
 */
function tokenOf(headers: Headers): string | null {
  const given = headers.get("authorization") ?? "";
  const [, kind, credentials] = /^(Bearer|Basic) +([!-~]+)$/i.exec(given) ?? [];
  if (kind === undefined) return null;
  if (kind.toLowerCase() === "bearer") return credentials!;
  return headers.has("origin") ? null : passwordIn(credentials!);
}

function passwordIn(base64: string): string | null {
  try {
    const pair = atob(base64);
    const at = pair.indexOf(":");
    return at < 0 ? null : pair.slice(at + 1);
  } catch {
    return null;
  }
}

/** A token as it is compared. */
export async function digestOf(token: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
}

function isEqual(first: Uint8Array, second: Uint8Array): boolean {
  return first.reduce((sum, byte, at) => sum | byte ^ second[at]!, 0) === 0;
}

/** The name in the address of a server, as browsers write it; null where it is none. */
function hostnameOf(address: string): string | null {
  if (!/^https?:\/\/[^/?#@\\]+$/.test(address) || !URL.canParse(address)) return null;
  return new URL(address).hostname;
}

function bracketed(hostname: string): string {
  return hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
}
