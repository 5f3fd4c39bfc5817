/**
 * The Rust crates that a Deno executable names: the compiler leaves the paths of sources in it, for messages of panics.
 * So the list comes from the executable itself, but is incomplete: code that cannot panic leaves no path.
 */
import { Buffer } from "node:buffer";

/** A crate and its version. */
export interface Crate {
  readonly name: string;
  readonly version: string;
}

/** The folder into which Cargo unpacks the crates of crates.io, without a hash. */
const FOLDER = "index.crates.io-";

/** Longer than any folder, name and version. */
const LONGEST = 200;

const PATH = /^index\.crates\.io-[0-9a-f]+[/\\]([A-Za-z][\w-]*?)-(\d+\.\d+\.\d+[\w.+-]*)[/\\]/;

/** Every crate named in the bytes of an executable, without duplicates, sorted by name and version. */
export function cratesIn(executable: Uint8Array<ArrayBuffer>): Crate[] {
  const bytes = Buffer.from(executable.buffer, executable.byteOffset, executable.length);
  const found = new Map<string, Crate>();
  for (let at = bytes.indexOf(FOLDER); at !== -1; at = bytes.indexOf(FOLDER, at + 1)) {
    const match = PATH.exec(bytes.toString("latin1", at, at + LONGEST));
    if (match !== null) {
      found.set(`${match[1]} ${match[2]}`, { name: match[1]!, version: match[2]! });
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key)!);
}
