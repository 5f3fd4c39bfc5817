/** Serves the Model Context Protocol over HTTP on a socket of this machine. */
import { InternalError, messageOf, UsageError } from "../core/errors.ts";
import { digestOf, ENDPOINT, type Token } from "../protocols/mcp/http/guard.ts";
import type { Acceptor } from "../protocols/mcp/http/listener.ts";
import { serveHttp } from "../protocols/mcp/http/serve_http.ts";
import type { ServiceOptions } from "../protocols/mcp/service.ts";
import type { HttpAddress } from "./mcp_command.ts";
import { say } from "./say.ts";
import { onSignals } from "./stop_signals.ts";

/** Fewer could be guessed. */
const SHORTEST_TOKEN = 16;
const MOST_TOKENS = 1000;

/** Serves until a signal, and returns the status to exit with. */
export async function runHttp(
  options: ServiceOptions,
  { hostname, port, tokenFile }: HttpAddress,
  quiet: boolean,
): Promise<number> {
  const tokens = tokenFile === null ? [] : await readTokens(tokenFile);
  const listener = listen(hostname, port);
  const signals: ("SIGINT" | "SIGTERM")[] = [];
  let next = Promise.withResolvers<void>();
  using _signals = onSignals((signal) => {
    signals.push(signal);
    next.resolve();
    next = Promise.withResolvers();
  });
  return await serveHttp(options, { hostname, tokens }, {
    acceptor: acceptorOf(listener),
    onReady: () => {
      const shown = hostname.includes(":") ? `[${hostname}]` : hostname;
      if (!quiet) say(`serving http://${shown}:${listener.addr.port}${ENDPOINT}`);
    },
    nextSignal: async () => {
      while (signals.length === 0) await next.promise;
      return signals.shift()!;
    },
  });
}

function listen(hostname: string, port: number): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port });
  } catch (error) {
    const why = error instanceof Deno.errors.NotCapable
      ? "this needs the permission --allow-net of Deno"
      : messageOf(error);
    throw new InternalError(`--http: cannot listen on ${hostname}:${port}: ${why}`);
  }
}

function acceptorOf(listener: Deno.TcpListener): Acceptor {
  return {
    accept: async () => {
      const connected = await listener.accept();
      // An answer is to leave at once.
      connected.setNoDelay(true);
      const { hostname, port } = connected.remoteAddr;
      return { connected, name: `${hostname} ${port}` };
    },
    close: () => listener.close(),
  };
}

/** The tokens in a file, one on each line. @throws {UsageError} */
async function readTokens(path: string): Promise<Token[]> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw new UsageError(`--token-file: cannot read '${path}': ${messageOf(error)}`);
  });
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  if (lines.length === 0 || lines.length > MOST_TOKENS) {
    throw new UsageError(
      `--token-file: expected 1 to ${MOST_TOKENS} lines, each a token; got ${lines.length}`,
    );
  }
  const bad = lines.findIndex((line) => !/^[!-~]+$/.test(line) || line.length < SHORTEST_TOKEN);
  if (bad >= 0) {
    throw new UsageError(
      `--token-file: expected tokens of at least ${SHORTEST_TOKEN} characters of ASCII without blanks; line ${
        bad + 1
      } is none`,
    );
  }
  return await Promise.all(
    lines.map(async (line, at) => ({ digest: await digestOf(line), principal: `${at + 1}` })),
  );
}
