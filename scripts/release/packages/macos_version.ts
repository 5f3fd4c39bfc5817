/** The oldest macOS on which a Mach-O executable starts. */

/** The load command that names it. */
const BUILD_VERSION = 0x32;

const HEADER_BYTES = 32;

/** Major and minor version. @throws if a 64-bit executable names none. */
export function macosVersion(executable: Uint8Array): [major: number, minor: number] {
  const view = new DataView(executable.buffer, executable.byteOffset, executable.length);
  let at = HEADER_BYTES;
  for (let left = view.getUint32(16, true); left > 0; left--) {
    if (view.getUint32(at, true) === BUILD_VERSION) {
      const version = view.getUint32(at + 12, true);
      return [version >>> 16, version >>> 8 & 0xFF];
    }
    at += view.getUint32(at + 4, true);
  }
  throw new Error("the executable does not say which macOS it needs");
}
