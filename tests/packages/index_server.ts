/** An index on this machine: pages of projects as JSON, and wheels; and all that goes wrong with one. */
import { createHash } from "node:crypto";
import { wheel } from "./make_wheel.ts";

/** A file of a project's page; what is left out is right. */
export interface IndexFile {
  readonly filename: string;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Further members of its entry, which win. */
  readonly entry?: Readonly<Record<string, unknown>>;
}

/** How a server answers: by path. */
export type Handler = (request: Request, url: URL) => Response | Promise<Response> | null;

/** A running index. */
export interface IndexServer extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly asked: string[];
}

/** A wheel as a file of a page. */
export function wheelFile(
  filename: string,
  headers: readonly string[] = [],
  entry: Readonly<Record<string, unknown>> = {},
): IndexFile {
  const [name, version] = filename.split("-") as [string, string];
  return { filename, bytes: wheel(name, version, { [`${name}.py`]: "" }, headers), entry };
}

/** SHA-256, in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A page of JSON. */
export function page(files: readonly unknown[]): Response {
  const headers = { "content-type": "application/vnd.pypi.simple.v1+json" };
  return new Response(JSON.stringify({ meta: { "api-version": "1.1" }, name: "x", files }), {
    headers,
  });
}

/**
 * Starts one.
 *
 * @param projects files by project.
 * @param handler is asked first; null leaves the answer to the index.
 */
export function startIndex(
  projects: Readonly<Record<string, readonly IndexFile[]>>,
  handler: Handler = () => null,
): IndexServer {
  const asked: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const url = new URL(request.url);
      asked.push(url.pathname);
      return await handler(request, url) ?? answer(projects, url);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/simple/`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function answer(
  projects: Readonly<Record<string, readonly IndexFile[]>>,
  { pathname }: URL,
): Response {
  const project = /^\/simple\/([^/]+)\/$/.exec(pathname)?.[1];
  if (project !== undefined && Object.hasOwn(projects, project)) {
    return page(projects[project]!.map(({ filename, bytes = new Uint8Array(0), entry = {} }) => ({
      ...{ filename, url: `../../files/${filename}`, size: bytes.length },
      ...{ hashes: { sha256: digestOf(bytes) }, yanked: false, ...entry },
    })));
  }
  const name = /^\/files\/(.+)$/.exec(pathname)?.[1];
  const file = Object.values(projects).flat().find(({ filename }) => filename === name);
  return file?.bytes === undefined ? new Response("", { status: 404 }) : new Response(file.bytes);
}
