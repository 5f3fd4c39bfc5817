/** Reads the custom section `dylink.0` of a side module: what it needs of its surroundings. Source: WebAssembly's tool conventions. */
import { Reader } from "../wasm/binary.ts";

/** What a side module needs. */
export interface Dylink {
  readonly memoryBytes: number;
  /** As a power of two. */
  readonly memoryAlignment: number;
  readonly tableSlots: number;
  readonly tableAlignment: number;
  /** File names of the libraries that it uses. */
  readonly needed: readonly string[];
  /** Names of imports that may be missing. */
  readonly weak: ReadonlySet<string>;
}

/** Numbers of the subsections, and the flags of an import that may be missing. */
const Subsection = { Memory: 1, Needed: 2, Exports: 3, Imports: 4, RuntimePath: 5 } as const;
const [BINDING_MASK, BINDING_WEAK] = [3, 1];

/** @throws where it has a subsection that is not known. */
export function readDylink(section: Uint8Array<ArrayBuffer>): Dylink {
  let memory = { memoryBytes: 0, memoryAlignment: 0, tableSlots: 0, tableAlignment: 0 };
  const needed: string[] = [];
  const weak = new Set<string>();
  const outer = new Reader(section);
  while (!outer.atEnd) {
    const kind = outer.byte();
    const reader = new Reader(outer.bytes(outer.leb()));
    switch (kind) {
      case Subsection.Memory:
        memory = {
          ...{ memoryBytes: reader.leb(), memoryAlignment: reader.leb() },
          ...{ tableSlots: reader.leb(), tableAlignment: reader.leb() },
        };
        break;
      case Subsection.Needed:
        for (let count = reader.leb(); count > 0; count--) needed.push(reader.name());
        break;
      case Subsection.Exports:
        // Flags of exports: which are of threads' own memory, of which there is none.
        for (let count = reader.leb(); count > 0; count--) {
          reader.name();
          reader.leb();
        }
        break;
      case Subsection.Imports:
        for (let count = reader.leb(); count > 0; count--) {
          reader.name();
          const name = reader.name();
          if ((reader.leb() & BINDING_MASK) === BINDING_WEAK) weak.add(name);
        }
        break;
      case Subsection.RuntimePath:
        // Libraries are found by their file names, wherever they stand.
        for (let count = reader.leb(); count > 0; count--) reader.name();
        break;
      default:
        throw new Error(`its section dylink.0 has a subsection ${kind}, which is not known`);
    }
    if (!reader.atEnd) {
      throw new Error(`the subsection ${kind} of its section dylink.0 is too long`);
    }
  }
  return { ...memory, needed, weak };
}
