/** The functions of one module of a split: their bodies, types and names, and their slots in the shared table. */
import { constant, functionBody, Op, vector } from "./assemble.ts";
import { encodeLeb } from "./binary.ts";
import { replaceFunctions } from "./code.ts";
import type { ModuleParts } from "./parts.ts";
import type { Plan } from "./split_plan.ts";

/** How a function's name begins; its index in the whole follows. */
export const NAME_PREFIX = "python-";

/** Functions in consecutive slots of the shared table. */
export interface Run {
  /** The slot of the first. */
  readonly slot: number;
  readonly functions: number[];
}

/**
 * The bodies of all functions that a module defines.
 *
 * @param stub the code that calls a function of another module, by its index in the whole.
 */
export function bodiesOf(
  { functions, functionImports }: ModuleParts,
  plan: Plan,
  module: number,
  stub: (index: number) => readonly number[],
): Uint8Array[] {
  const { functions: indexes, newIndexOf } = plan.modules[module]!;
  return indexes.map((index) => {
    if (plan.moduleOf(index) !== module) return functionBody(stub(index));
    const { body } = functions[index - functionImports.length]!;
    return replaceFunctions(body, plan.referencesOf(index), newIndexOf);
  });
}

/** Code that passes the parameters of a stub on to the function in the shared table, and returns its results. */
export function callThroughTable(
  whole: ModuleParts,
  { slotOf }: Plan,
  table: number,
  index: number,
): number[] {
  const type = typeOf(whole, index);
  const parameters = Array.from({ length: whole.types[type]!.parameters }, (_, n) => n);
  return [
    ...parameters.flatMap((n) => [...Op.LocalGet, ...encodeLeb(n)]),
    ...constant(slotOf(index)),
    ...[...Op.ReturnCallIndirect, ...encodeLeb(type), ...encodeLeb(table)],
  ];
}

/** The type index of a function. */
export function typeOf({ functions, functionImports }: ModuleParts, index: number): number {
  return functions[index - functionImports.length]!.type;
}

/** The names of the module's own functions, by their indexes in it. */
export function namesOf({ modules, moduleOf }: Plan, module: number): Map<number, string> {
  const { functions, newIndexOf } = modules[module]!;
  const own = functions.filter((index) => moduleOf(index) === module);
  return new Map(own.map((index) => [newIndexOf(index), `${NAME_PREFIX}${index}`]));
}

/** An element segment that declares the functions to which a module's code takes references; none where it takes none. */
export function declarationsOf(
  { functionImports }: ModuleParts,
  { modules, moduleOf, referencesOf }: Plan,
  module: number,
): number[][] {
  const { functions, newIndexOf } = modules[module]!;
  const own = functions.filter((index) =>
    index >= functionImports.length && moduleOf(index) === module
  );
  const taken = new Set(
    own.flatMap((index) => referencesOf(index).filter((one) => one.isTaken)).map((one) =>
      one.index
    ),
  );
  return taken.size === 0 ? [] : [[3, 0, ...vector([...taken].map(newIndexOf))]];
}

/** The module's own functions that other modules call, by slot. */
export function runsOf({ shared, moduleOf }: Plan, module: number): Run[] {
  const runs: Run[] = [];
  shared.forEach((index, slot) => {
    if (moduleOf(index) !== module) return;
    const last = runs.at(-1);
    const follows = last !== undefined && last.slot + last.functions.length === slot;
    if (follows) last.functions.push(index);
    else runs.push({ slot, functions: [index] });
  });
  return runs;
}
