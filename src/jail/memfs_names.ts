/** HOSTILE ONCE A PROGRAM RUNS. Names of files mean nothing but themselves, and are as long as elsewhere. */
import type { FsNode } from "./emscripten.ts";

/** The longest name of a file, in bytes of UTF-8: what Linux takes, and what a listing has room for. */
const NAME_BYTES = 255;

/** Taken before a program could put others in their place. */
const { create, assign, values, getPrototypeOf } = Object;

/** Whether a name takes more bytes than a file's may. */
export function isTooLong(name: string): boolean {
  // No character takes more than three bytes for each of its units.
  if (3 * name.length <= NAME_BYTES) return false;
  let bytes = 0;
  for (let at = 0; at < name.length; at++) {
    const unit = name.charCodeAt(at);
    // The two units of a pair take four bytes together.
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPaired(name, at) ? 2 : isByte(unit) ? 1 : 3;
  }
  return bytes > NAME_BYTES;
}

/**
 * A folder whose entries are in an object without a prototype: in Emscripten's, a file `toString` would be there before it was
 * made, and `__proto__` never. Other nodes stay as they are.
 */
export function plainFolder(node: FsNode): FsNode {
  if (isFolder(node) && getPrototypeOf(node.contents) !== null) {
    node.contents = assign(create(null), node.contents);
  }
  return node;
}

/** Makes a plain folder of each that is there already, from `root` on. */
export function forgetPrototypes(root: FsNode): void {
  plainFolder(root);
  // Devices and files have no entries; what is mounted elsewhere looks names up by itself.
  for (const node of values(root.contents)) if (isFolder(node)) forgetPrototypes(node);
}

const [TYPE_MASK, FOLDER] = [0o170000, 0o040000];

function isFolder(node: FsNode): boolean {
  return (node.mode & TYPE_MASK) === FOLDER && node.contents !== undefined;
}

/** Whether half of a pair stands for a byte that is no UTF-8. */
function isByte(unit: number): boolean {
  return unit >= 0xDC80 && unit <= 0xDCFF;
}

function isPaired(name: string, at: number): boolean {
  const isHigh = (unit: number) => unit >= 0xD800 && unit < 0xDC00;
  const isLow = (unit: number) => unit >= 0xDC00 && unit < 0xE000;
  const unit = name.charCodeAt(at);
  return isHigh(unit)
    ? isLow(name.charCodeAt(at + 1))
    : isLow(unit) && isHigh(name.charCodeAt(at - 1));
}
