/**
 * How much stack the first thread of an executable for Windows gets: its header asks for it, and whoever starts it cannot. Deno's asks
 * for 4 MiB, which would end Python's recursion early.
 */
import { WANTED_STACK_BYTES } from "../../../src/core/engine_stack.ts";
import { BuildError } from "./build_error.ts";
import { executableTarget } from "./executable_target.ts";

/** Where the offset of the header is, and how much of that comes before its optional part (of the format PE32+). */
const HEADER_AT = 0x3C;
const BEFORE_OPTIONAL = 24;
const PE32_PLUS = 0x20B;

/** `SizeOfStackReserve`, from the start of the optional part. What is reserved takes no memory before it is used. */
const STACK_RESERVE = 72;

/**
 * Lets an executable for Windows ask for as much as a jail should have; any other is left as it is.
 *
 * @throws {BuildError} if its header is of a format that is not known.
 */
export function reserveStack(executable: Uint8Array<ArrayBuffer>): void {
  if (executableTarget(executable) !== "windows-x64") return;
  const view = new DataView(executable.buffer, executable.byteOffset, executable.byteLength);
  const optional = view.getUint32(HEADER_AT, true) + BEFORE_OPTIONAL;
  const format = view.getUint16(optional, true);
  if (format !== PE32_PLUS) {
    throw new BuildError(
      `the executable's header has format 0x${format.toString(16)}; expected 0x20b`,
    );
  }
  view.setBigUint64(optional + STACK_RESERVE, BigInt(WANTED_STACK_BYTES), true);
}
