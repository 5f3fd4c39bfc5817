/** What one module of a split has of the whole's functions: their code, their types and names, and their places in the table. */
import { constant, functionBody, Op } from "./wasm_assemble.ts";
import { encodeLeb } from "./wasm_binary.ts";
import { renumber } from "./wasm_code.ts";
import type { ModuleParts } from "./wasm_parts.ts";
import type { Plan } from "./wasm_plan.ts";

/** What the name of a function begins with; its index in the whole follows. */
export const NAME_PREFIX = "python-";

/** Functions that follow each other in the table, from a place on. */
export interface Run {
  readonly place: number;
  readonly functions: number[];
}

/** The code of a module's functions; `stub` is that of those which are another's. */
export function bodiesOf(
  { functions, functionImports }: ModuleParts,
  plan: Plan,
  number: number,
  stub: (index: number) => readonly number[],
): Uint8Array[] {
  const { functions: indexes, numberOf } = plan.shares[number]!;
  return indexes.map((index) => {
    if (plan.ownerOf(index) !== number) return functionBody(stub(index));
    const { body } = functions[index - functionImports.length]!;
    return renumber(body, plan.mentionsOf(index), numberOf);
  });
}

/** Calls the function with what the stub was called with, and gives what it gives. */
export function callThroughTable(
  whole: ModuleParts,
  { placeOf }: Plan,
  table: number,
  index: number,
): number[] {
  const type = typeOf(whole, index);
  const parameters = Array.from({ length: whole.types[type]!.parameters }, (_, n) => n);
  return [
    ...parameters.flatMap((n) => [...Op.LocalGet, ...encodeLeb(n)]),
    ...constant(placeOf(index)),
    ...[...Op.ReturnCallIndirect, ...encodeLeb(type), ...encodeLeb(table)],
  ];
}

/** The number of a function's type. */
export function typeOf({ functions, functionImports }: ModuleParts, index: number): number {
  return functions[index - functionImports.length]!.type;
}

/** The module's own functions by their names. */
export function namesOf({ shares, ownerOf }: Plan, number: number): Map<number, string> {
  const { functions, numberOf } = shares[number]!;
  const own = functions.filter((index) => ownerOf(index) === number);
  return new Map(own.map((index) => [numberOf(index), `${NAME_PREFIX}${index}`]));
}

/** The module's own functions that others call. */
export function runsOf({ crossing, ownerOf }: Plan, number: number): Run[] {
  const runs: Run[] = [];
  crossing.forEach((index, place) => {
    if (ownerOf(index) !== number) return;
    const last = runs.at(-1);
    const follows = last !== undefined && last.place + last.functions.length === place;
    if (follows) last.functions.push(index);
    else runs.push({ place, functions: [index] });
  });
  return runs;
}
