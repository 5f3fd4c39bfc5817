/**
 * HOSTILE ONCE A PROGRAM RUNS. Switches a flag of the engine on while it runs, in the process that is forked into jails. An executable
 * has one set of flags for all its processes, and the engine makes them read-only when it has started.
 *
 * Where a flag is, the engine's own list of its flags says, from which it prints its help. An entry has, 8 bytes each: the type,
 * 0 for flags that are on or off; the addresses of the name, of the value, of the default, and of the description.
 */
import { openLibc } from "../walls/libc.ts";
import { linkOf } from "../walls/linux/directory.ts";
import type { Kernel } from "../walls/linux/kernel.ts";
import { type Area, areasOf } from "../walls/linux/mappings.ts";

const NAME_AT = 8;
const VALUE_AT = 16;
const DEFAULT_AT = 24;
const DESCRIPTION_AT = 32;
const ENTRY_BYTES = 40;
const ON_OR_OFF = 0;

const PROT_READ = 1;
const PROT_READ_WRITE = 3;

/** A flag, and what its description says in all versions of the engine. */
export interface Flag {
  readonly name: string;
  readonly says: string;
}

/** Optimizes a function where it is called, instead of on another thread. It is looked up each time that a function is due. */
export const SYNC_TIER_UP: Flag = {
  name: "wasm_sync_tier_up",
  says: "tier up jobs synchronously",
};

/**
 * Switches `flag` on.
 *
 * @returns why it could not be done, or null.
 */
export function switchOn(kernel: Kernel, flag: Flag): string | null {
  const own = areasOf(kernel, linkOf(kernel, "/proc/self/exe"))
    .filter(({ rights }) => rights[0] === "r");
  if (own.length === 0) return "the engine's memory cannot be listed: /proc is not there; mount it";
  const value = valueOf(flag, own);
  if (value === null) return `the engine's flag ${flag.name} was not found`;
  const { rights } = own.find(({ start, end }) => start <= value && value < end)!;
  const page = value - value % kernel.pageBytes;
  const protect = (protection: number) =>
    rights[1] === "w" ? 0 : kernel.call("mprotect", page, kernel.pageBytes, protection);
  if (protect(PROT_READ_WRITE) !== 0) return "the engine's flags cannot be changed";
  new Uint8Array(viewOf(value).getArrayBuffer(1))[0] = 1;
  return protect(PROT_READ) === 0 ? null : "the engine's flags stay as if they could be changed";
}

/** Where the value of `flag` is, which is off. Null unless exactly one entry of the list is as it has to be. */
function valueOf(flag: Flag, own: readonly Area[]): number | null {
  const isOwn = (address: number) =>
    own.some(({ start, end }) => start <= address && address + ENTRY_BYTES <= end);
  const isOff = (address: number) => isOwn(address) && viewOf(address).getUint8() === 0;
  const [texts, variables] = ["r--p", "rw-p"].map((wanted) =>
    own.filter(({ rights }) => rights === wanted)
  ) as [Area[], Area[]];
  const found = find(texts, new TextEncoder().encode(`\0${flag.name}\0`))
    .flatMap((text) =>
      find(variables, new Uint8Array(new BigUint64Array([BigInt(text + 1)]).buffer))
    )
    .map((at) => at - NAME_AT)
    .filter(isOwn)
    .map((at) => [0, VALUE_AT, DEFAULT_AT, DESCRIPTION_AT].map((field) => numberAt(at + field)))
    .filter(([type, value, standard, description]) =>
      type === ON_OR_OFF && isOff(value!) && isOff(standard!) && isOwn(description!) &&
      viewOf(description!).getCString().includes(flag.says)
    );
  return found.length === 1 ? found[0]![1]! : null;
}

/** Where `bytes` stand in these areas. */
function find(areas: readonly Area[], bytes: Uint8Array<ArrayBuffer>): number[] {
  const libc = openLibc({
    memmem: { parameters: ["pointer", "usize", "buffer", "usize"], result: "pointer" },
  });
  const found: number[] = [];
  for (const { start, end } of libc === null ? [] : areas) {
    for (let at = start; at < end; at = found.at(-1)! + 1) {
      const left = BigInt(end - at);
      const next = libc!.symbols.memmem(pointer(at), left, bytes, BigInt(bytes.length));
      if (next === null) break;
      found.push(Number(Deno.UnsafePointer.value(next)));
    }
  }
  return found;
}

function pointer(address: number): Deno.PointerObject {
  return Deno.UnsafePointer.create(BigInt(address))!;
}

function viewOf(address: number): Deno.UnsafePointerView {
  return new Deno.UnsafePointerView(pointer(address));
}

function numberAt(address: number): number {
  return Number(viewOf(address).getBigUint64());
}
