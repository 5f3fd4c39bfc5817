/** TRUSTED. Compiled code of packages' modules: made in a jail, behind all walls, because sources are hostile as well. */
import { MEBIBYTE } from "../core/units.ts";
import { COMPILE_PROGRAM } from "./compile_program.ts";
import { Parts, runHelper } from "./helper_jail.ts";
import { PackageError } from "./package_error.ts";

/** Enough for the largest packages: sympy takes ten seconds. */
const LIMITS = {
  ...{ timeoutMs: 10 * 60 * 1000, cpuMs: null, maxHeapBytes: 1024 * MEBIBYTE },
  maxOutputBytes: 1024 * MEBIBYTE,
} as const;

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
  const source = new TextEncoder().encode(COMPILE_PROGRAM);
  await runHelper({
    ...{ task: "compiling the packages", program: { kind: "code", name: "-c", source } },
    ...{ limits: LIMITS, readStdin: reader(sources), stdout: output },
  });
  return splitOutput(output.bytes(), sources);
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
