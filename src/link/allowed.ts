/** Which instructions side modules may have: none by which they would change what belongs to all. */

/** Instructions that are refused, by opcode, and what they are called. */
const REFUSED: ReadonlyMap<number, string> = new Map([
  [0x25, "table.get"],
  [0x26, "table.set"],
  [0x40, "memory.grow"],
]);

/** The same for those of two opcodes. */
const REFUSED_PREFIXED: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  [
    0xFC,
    new Map([
      [8, "memory.init"],
      [9, "data.drop"],
      [12, "table.init"],
      [13, "elem.drop"],
      [14, "table.copy"],
      [15, "table.grow"],
      [16, "table.size"],
      [17, "table.fill"],
    ]),
  ],
  // There are no threads: to wait would be for ever.
  [
    0xFE,
    new Map([[0, "memory.atomic.notify"], [1, "memory.atomic.wait32"], [
      2,
      "memory.atomic.wait64",
    ]]),
  ],
]);

/**
 * Checks an instruction.
 *
 * @param second the second opcode of an instruction that has two; null for any other.
 * @throws where it is refused.
 */
export function checkInstruction(opcode: number, second: number | null): void {
  const name = second === null ? REFUSED.get(opcode) : REFUSED_PREFIXED.get(opcode)?.get(second);
  if (name !== undefined) throw new Error(`it has the instruction ${name}`);
}
