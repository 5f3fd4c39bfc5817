/** All instructions that the reader of code knows. */
import { type Immediate, immediatesOf, isPrefix } from "../../src/wasm/instructions.ts";
import { encodeLeb } from "../../src/wasm/binary.ts";

/** An instruction: its one or two opcodes, encoded, and its immediates. */
export interface Instruction {
  readonly opcodes: readonly number[];
  readonly immediates: readonly Immediate[];
}

/** More than any second opcode. */
const MAX_SECOND = 1024;

/** The instructions, by trying every opcode. */
export function allInstructions(): Instruction[] {
  const found: Instruction[] = [];
  const add = (opcode: number, second: number | null) => {
    try {
      const immediates = immediatesOf(opcode, second);
      found.push({ opcodes: [opcode, ...second === null ? [] : encodeLeb(second)], immediates });
    } catch {
      // Not known.
    }
  };
  for (let opcode = 0; opcode <= 0xFF; opcode++) {
    if (!isPrefix(opcode)) add(opcode, null);
    else for (let second = 0; second < MAX_SECOND; second++) add(opcode, second);
  }
  return found;
}
