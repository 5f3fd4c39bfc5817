/** The symbols of CPython's module that side modules may use: those that `assets/linkable.txt` lists. */
import type { Symbols } from "../../src/link/symbols.ts";
import { Kind, Reader } from "../../src/wasm/binary.ts";
import type { ModuleParts } from "../../src/wasm/parts.ts";
import { isSystemCall } from "./system_calls.ts";

const I32_CONST = 0x41;

/**
 * Finds the symbols.
 *
 * @param original the module before anything was dropped.
 * @param list one name on each line; one that ends with `*` is all that begin so; `#` begins a comment.
 * @throws where a name is not there, or is of what the sandbox does not provide.
 */
export function linkableSymbols(original: ModuleParts, list: string): Symbols {
  const lines = list.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const prefixes = lines.filter((line) => line.endsWith("*")).map((line) => line.slice(0, -1));
  const names = new Set(lines.filter((line) => !line.endsWith("*")));
  const functions: Record<string, number> = {};
  const addresses: Record<string, number> = {};
  for (const { name, kind, index } of original.exports) {
    if (!names.delete(name) && !prefixes.some((prefix) => name.startsWith(prefix))) continue;
    if (kind === Kind.Function) functions[name] = index;
    if (kind === Kind.Global) addresses[name] = addressOf(original, index);
  }
  original.functionImports.forEach(({ module, name }, index) => {
    if (module === "env" && isSystemCall(name) && names.delete(name)) functions[name] = index;
  });
  const [missing] = names;
  if (missing !== undefined) {
    throw new Error(`assets/linkable.txt names '${missing}', which is not there`);
  }
  const exported = (name: string, kind: number): number => {
    const found = original.exports.find((one) => one.name === name && one.kind === kind);
    if (found === undefined) throw new Error(`The module does not export '${name}'`);
    return found.index;
  };
  return {
    functions,
    addresses,
    tags: Object.fromEntries(
      TAGS.map((name) => [name, exported(name, Kind.Tag)]),
    ),
    stackPointer: exported("__stack_pointer", Kind.Global),
    heapEndWord: heapEndWord(original, exported("emscripten_get_sbrk_ptr", Kind.Function)),
  };
}

/** The exceptions of C++ and of `longjmp`. */
const TAGS = ["__cpp_exception", "__c_longjmp"];

/** The value of a global that is an address. */
function addressOf({ globals, globalImports }: ModuleParts, index: number): number {
  const reader = new Reader(Uint8Array.from(globals[index - globalImports.length]!.bytes), 2);
  if (reader.byte() !== I32_CONST) throw new Error("Expected a global with a constant");
  return reader.signedLeb();
}

/** The function gives the address of that word, and does nothing else. */
function heapEndWord({ functions, functionImports }: ModuleParts, index: number): number {
  const reader = new Reader(functions[index - functionImports.length]!.body, 1);
  if (reader.byte() !== I32_CONST) throw new Error("Expected a function that gives an address");
  return reader.signedLeb();
}
