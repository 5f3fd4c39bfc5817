/** Other servers of the Model Context Protocol, named in a file: read, started or connected to, and ended. */
import { InternalError, messageOf, UsageError } from "../core/errors.ts";
import { ChildTransport } from "../protocols/mcp/functions/child_transport.ts";
import {
  loadClientSdk,
  type McpClientSdk,
  type OtherServer,
} from "../protocols/mcp/functions/client_sdk.ts";

/** One server of the file. */
export type OtherServerSpec =
  | {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }
  | { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** Servers that are connected. */
export interface OtherServers extends AsyncDisposable {
  readonly sdk: McpClientSdk;
  readonly servers: ReadonlyMap<string, OtherServer>;
}

/** How long a server may take to shake hands, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What a server that is started finds of this process's environment, as with other clients. */
const INHERITED = Deno.build.os === "windows"
  ? [
    "APPDATA",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATH",
    "PATHEXT",
    "SYSTEMROOT",
    "TEMP",
    "USERNAME",
    "USERPROFILE",
  ]
  : ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"];

/** The servers in a file, by name: an object `mcpServers`, as clients have it. @throws {UsageError} */
export async function readServers(path: string): Promise<Map<string, OtherServerSpec>> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw new UsageError(`--functions: cannot read '${path}': ${messageOf(error)}`);
  });
  let servers: unknown;
  try {
    servers = JSON.parse(text)?.mcpServers;
  } catch (error) {
    throw new UsageError(`--functions: expected JSON in '${path}': ${messageOf(error)}`);
  }
  if (typeof servers !== "object" || servers === null || Array.isArray(servers)) {
    throw new UsageError(`--functions: expected {"mcpServers": {...}} in '${path}'`);
  }
  return new Map(Object.entries(servers).map(([name, spec]) => [name, toSpec(name, spec)]));
}

/** Starts and connects to all of them. @throws {InternalError} naming the one that fails. */
export async function connectServers(
  specs: ReadonlyMap<string, OtherServerSpec>,
  version: string,
): Promise<OtherServers> {
  const sdk = await loadClientSdk();
  const servers = new Map<string, OtherServer>();
  const dispose = async () => {
    await Promise.all([...servers.values()].map((server) => server.close().catch(() => {})));
  };
  try {
    await Promise.all([...specs].map(async ([name, spec]) => {
      servers.set(name, await connect(sdk, name, spec, version));
    }));
  } catch (error) {
    await dispose();
    throw error;
  }
  return { sdk, servers, [Symbol.asyncDispose]: dispose };
}

async function connect(
  sdk: McpClientSdk,
  name: string,
  spec: OtherServerSpec,
  version: string,
): Promise<OtherServer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("it does not answer")), PATIENCE_MS);
  try {
    const transport = "url" in spec
      ? sdk.overHttp(spec.url, spec.headers)
      : new ChildTransport(startChild(spec), sdk.parseMessage);
    return await Promise.race([sdk.connect(transport, version), late.promise]);
  } catch (error) {
    throw new InternalError(`--functions: the server '${name}': ${messageOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

function startChild({ command, args, env }: Extract<OtherServerSpec, { command: string }>) {
  const inherited = INHERITED.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  const child = new Deno.Command(command, {
    args: [...args],
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader({ mode: "byob" });
  const writer = child.stdin.getWriter();
  return {
    read: async (target: Uint8Array) => {
      const { value, done } = await reader.read(new Uint8Array(target.length));
      if (done) return null;
      target.set(value);
      return value.length;
    },
    write: (bytes: Uint8Array<ArrayBuffer>) => writer.write(bytes),
    close: async () => {
      // It ends with its input, or is ended.
      await writer.close().catch(() => {});
      const timer = setTimeout(() => {
        try {
          child.kill("SIGKILL");
        } catch {
          // It has ended.
        }
      }, 2000);
      await child.status;
      clearTimeout(timer);
    },
  };
}

function toSpec(name: string, spec: unknown): OtherServerSpec {
  const { command, args = [], env = {}, url, headers = {} } = Object(spec) as Record<
    string,
    unknown
  >;
  if (typeof command === "string" && url === undefined && isStrings(Object.values(Object(env)))) {
    if (Array.isArray(args) && isStrings(args)) {
      return { command, args, env: env as Record<string, string> };
    }
  }
  if (typeof url === "string" && command === undefined && /^https?:\/\//.test(url)) {
    if (URL.canParse(url) && isStrings(Object.values(Object(headers)))) {
      return { url, headers: headers as Record<string, string> };
    }
  }
  throw new UsageError(
    `--functions: the server '${name}': expected {"command", "args"?, "env"?} or {"url", "headers"?}, all of strings`,
  );
}

function isStrings(values: readonly unknown[]): values is string[] {
  return values.every((value) => typeof value === "string");
}
