/** TRUSTED. Compiled code of packages' modules: made in a jail, behind all walls, because sources are hostile as well. */
import type { RunRequest } from "../core/request.ts";
import { MEBIBYTE } from "../core/units.ts";
import { jailCommand, SpawnedJail } from "../host/jail_process.ts";
import { type Sink } from "../host/output.ts";
import { supervise } from "../host/supervisor.ts";
import { COMPILE_PROGRAM } from "./compile_program.ts";
import { PackageError } from "./package_error.ts";

/** Enough for the largest packages: sympy takes ten seconds. */
const LIMITS = {
  ...{ timeoutMs: 10 * 60 * 1000, cpuMs: null, maxHeapBytes: 1024 * MEBIBYTE },
  maxOutputBytes: 1024 * MEBIBYTE,
} as const;

/** Most bytes of what compiling says, for an error's message. */
const MOST_SAID_BYTES = 1000;

type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * Compiles modules.
 *
 * @param sources by their paths in `site-packages`.
 * @returns compiled code by the paths where CPython looks for it; of a module that cannot be compiled there is none.
 * @throws {PackageError} where the jail does not do what it should.
 */
export async function compileSources(
  sources: Files,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  if (sources.size === 0) return new Map();
  const output = new Parts();
  const said = new Parts();
  await using jail = new SpawnedJail(jailCommand(LIMITS.maxHeapBytes, true));
  const { outcome } = await supervise(REQUEST, false, {
    sinks: { stdout: output, stderr: said },
    readStdin: reader(sources),
    stopRequests: () => ({ [Symbol.dispose]: () => {} }),
  }, jail);
  if (outcome.status !== "ok") {
    const text = new TextDecoder().decode(said.bytes().subarray(-MOST_SAID_BYTES)).trim();
    throw new PackageError(`compiling the packages failed: ${outcome.status} ${text}`.trimEnd());
  }
  return splitOutput(output.bytes(), sources);
}

const REQUEST: RunRequest = {
  program: { kind: "code", name: "-c", source: new TextEncoder().encode(COMPILE_PROGRAM) },
  ...{ args: [], env: {}, limits: LIMITS, walls: "auto", colour: false, interactive: false },
  // What it makes is the same each time.
  seed: 0n,
  terminals: { stdin: false, stdout: false, stderr: false, columns: 80, rows: 24 },
};

/** A sink that keeps everything. */
class Parts implements Sink {
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];

  write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#parts.push(bytes.slice());
    return Promise.resolve();
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** Gives paths and sources, each behind its length. */
function reader(sources: Files): (most: number) => Promise<Uint8Array | null> {
  const encoder = new TextEncoder();
  const parts = [...sources].flatMap(([path, source]) => [encoder.encode(path), source]);
  const pieces = parts.flatMap((part) => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, part.length, true);
    return part.length === 0 ? [length] : [length, part];
  });
  let [piece, done] = [0, 0];
  return (most) => {
    if (piece === pieces.length) return Promise.resolve(null);
    const next = pieces[piece]!.subarray(done, done + most);
    done += next.length;
    if (done === pieces[piece]!.length) [piece, done] = [piece + 1, 0];
    return Promise.resolve(next);
  };
}

function splitOutput(
  output: Uint8Array<ArrayBuffer>,
  sources: Files,
): Map<string, Uint8Array<ArrayBuffer>> {
  const compiled = new Map<string, Uint8Array<ArrayBuffer>>();
  const view = new DataView(output.buffer, output.byteOffset, output.length);
  let at = 0;
  for (const path of sources.keys()) {
    const end = at + 4 <= output.length ? at + 4 + view.getUint32(at, true) : Infinity;
    if (end > output.length) throw new PackageError("compiling the packages gave too little");
    if (end > at + 4) compiled.set(compiledPath(path), output.subarray(at + 4, end));
    at = end;
  }
  if (at !== output.length) throw new PackageError("compiling the packages gave too much");
  return compiled;
}

/** Where CPython looks for the compiled code of a module. */
function compiledPath(path: string): string {
  const at = path.lastIndexOf("/") + 1;
  return `${path.slice(0, at)}__pycache__/${path.slice(at, -".py".length)}.cpython-314.pyc`;
}
