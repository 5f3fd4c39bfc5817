/** Makes the modules of an environment: CPython's put together, side modules linked into it, and split again. */
import { decodeModules } from "../pack/lazy_modules.ts";
import { encodeModules } from "../pack/encode_modules.ts";
import { memoryMaximumOffset } from "../wasm/slim.ts";
import { splitModule } from "../wasm/split.ts";
import { unsplit } from "../wasm/unsplit.ts";
import { link, type Linked, type SideFile } from "./link.ts";
import { LinkError } from "./link_error.ts";
import { decodeSymbols } from "./symbols.ts";

/** What an environment's modules are made of. */
export interface LinkInput {
  /** Members of the pack. */
  readonly python: Uint8Array<ArrayBuffer>;
  readonly lazy: Uint8Array<ArrayBuffer>;
  readonly symbols: Uint8Array<ArrayBuffer>;
  readonly files: readonly SideFile[];
  /** The first address that is free. */
  readonly memoryStart: number;
}

/** The modules of an environment, and what goes with them. */
export interface LinkOutput extends Pick<Linked, "natives" | "data" | "memoryEnd"> {
  readonly python: Uint8Array<ArrayBuffer>;
  readonly lazy: Uint8Array<ArrayBuffer>;
  readonly memoryMaximumOffset: number;
}

/** The import by which CPython would load a library, and loads the lazy modules. */
const LOADER = "_dlopen_js";

/**
 * How many bytes of a side module's code are one lazy module. Each is loaded when one of its functions is called: small ones cost
 * little to those who use little, and more to those who use much.
 */
const CHUNK_BYTES = 256 * 1024;

/** @throws {LinkError} naming the side module and what is wrong with it. */
export function linkEnvironment(input: LinkInput): LinkOutput {
  const lazyBefore = decodeModules(input.lazy);
  const { whole, moduleOf } = unsplit(input.python, lazyBefore);
  const linked = link(whole, decodeSymbols(input.symbols), input.files, input.memoryStart);
  const owners = chunks(linked, 1 + lazyBefore.length);
  const { main, lazy } = splitModule(
    linked.whole,
    (index) => owners.get(index) ?? moduleOf(index),
    1 + Math.max(lazyBefore.length, ...owners.values()),
    LOADER,
  );
  for (const module of [main, ...lazy]) {
    if (WebAssembly.validate(module)) continue;
    throw new LinkError(
      input.files.map(({ path }) => path).join(", "),
      "linked, they are not valid",
    );
  }
  checkImports(input.python, main);
  const { natives, data, memoryEnd } = linked;
  return {
    ...{ natives, data, memoryEnd },
    python: main,
    lazy: encodeModules(lazy),
    memoryMaximumOffset: memoryMaximumOffset(main),
  };
}

/** The module of each function of the side modules, in their order, from the number `first` on. */
function chunks({ whole, sides }: Linked, first: number): Map<number, number> {
  const owners = new Map<number, number>();
  let module = first - 1;
  for (const side of sides) {
    let room = 0;
    for (let index = side.first; index < side.first + side.count; index++) {
      const { length } = whole.functions[index - whole.functionImports.length]!.body;
      if (room < length || index === side.first) {
        module++;
        room = CHUNK_BYTES;
      }
      room -= length;
      owners.set(index, module);
    }
  }
  return owners;
}

/** @throws where the linked module asks for more than CPython's does. */
function checkImports(before: Uint8Array<ArrayBuffer>, after: Uint8Array<ArrayBuffer>): void {
  const [expected, actual] = [before, after].map((bytes) =>
    JSON.stringify(WebAssembly.Module.imports(new WebAssembly.Module(bytes)))
  );
  if (actual !== expected) throw new Error("The linked module has other imports than CPython's");
}
