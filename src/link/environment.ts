/** Makes the modules of an environment: CPython's put together, side modules linked into it, and split again. */
import { decodeModules } from "../pack/lazy_modules.ts";
import { encodeModules } from "../pack/encode_modules.ts";
import { memoryMaximumOffset } from "../wasm/slim.ts";
import { splitModule } from "../wasm/split.ts";
import { unsplit } from "../wasm/unsplit.ts";
import { link, type Linked, type SideFile } from "./link.ts";
import { noteCalls } from "./note_calls.ts";
import { spread } from "./spread.ts";
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
  readonly calls: Calls;
}

/**
 * What is known of the functions that programs call: nothing; nothing yet, so that each notes it; or a byte for each function that is
 * not imported, which is 1 where it was called. Addresses are the same in the latter two.
 */
export type Calls = "unknown" | "noted" | Uint8Array<ArrayBuffer>;

/** The modules of an environment, and what goes with them. */
export interface LinkOutput extends Pick<Linked, "natives" | "data" | "memoryEnd"> {
  readonly python: Uint8Array<ArrayBuffer>;
  readonly lazy: Uint8Array<ArrayBuffer>;
  readonly memoryMaximumOffset: number;
  /** Where functions note their calls: a byte for each that is not imported. */
  readonly notes: { readonly address: number; readonly count: number };
}

/** The import by which CPython would load a library, and loads the lazy modules. */
const LOADER = "_dlopen_js";

/** @throws {LinkError} naming the side module and what is wrong with it. */
export function linkEnvironment(input: LinkInput): LinkOutput {
  const { calls } = input;
  const lazyBefore = decodeModules(input.lazy);
  const before = unsplit(input.python, lazyBefore.map(({ bytes }) => bytes));
  const linked = link(before.whole, decodeSymbols(input.symbols), input.files, input.memoryStart);
  const first = linked.whole.functionImports.length;
  const isCalled = (index: number) => typeof calls !== "string" && calls[index - first] === 1;
  const { moduleOf, count, called } = spread(
    linked,
    before.moduleOf,
    1 + lazyBefore.length,
    isCalled,
  );
  const notes = { address: linked.memoryEnd, count: linked.whole.functions.length };
  const whole = calls === "noted"
    ? noteCalls(linked.whole, notes.address, (index) => moduleOf(index) > 0)
    : linked.whole;
  const { main, lazy } = splitModule(whole, moduleOf, count, LOADER);
  for (const module of [main, ...lazy]) {
    if (WebAssembly.validate(module)) continue;
    throw new LinkError(
      input.files.map(({ path }) => path).join(", "),
      "linked, they are not valid",
    );
  }
  checkImports(input.python, main);
  const { natives, data } = linked;
  return {
    ...{ natives, data, notes },
    memoryEnd: linked.memoryEnd + (calls === "unknown" ? 0 : notes.count),
    python: main,
    // What is likely to be called is what was: by programs that have the packages, and by others.
    lazy: encodeModules(lazy, (at) => lazyBefore[at]?.isLikely === true || called.has(1 + at)),
    memoryMaximumOffset: memoryMaximumOffset(main),
  };
}

/** @throws where the linked module asks for more than CPython's does. */
function checkImports(before: Uint8Array<ArrayBuffer>, after: Uint8Array<ArrayBuffer>): void {
  const [expected, actual] = [before, after].map((bytes) =>
    JSON.stringify(WebAssembly.Module.imports(new WebAssembly.Module(bytes)))
  );
  if (actual !== expected) throw new Error("The linked module has other imports than CPython's");
}
