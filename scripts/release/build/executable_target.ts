/**
 * For which machine an executable is, by its first bytes. Deno compiles onto whatever base it is given: with a wrong
 * one in DENORT_BIN or in its cache, the file would be named for one machine and run on another.
 */

const ELF_MACHINES: Readonly<Record<number, string>> = { 62: "linux-x64", 183: "linux-arm64" };
const MACH_CPUS: Readonly<Record<number, string>> = {
  0x01000007: "macos-x64",
  0x0100000C: "macos-arm64",
};
const PE_MACHINES: Readonly<Record<number, string>> = { 0x8664: "windows-x64" };

const ELF_MAGIC = 0x464C457F;
const MACH_MAGIC = 0xFEEDFACF;
const DOS_MAGIC = 0x5A4D;
const PE_MAGIC = 0x4550;

/**
 * The name of a target, as in `targets.ts`; null if the bytes are not the beginning of a known kind of executable.
 */
export function executableTarget(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (view.getUint32(0, true) === ELF_MAGIC) {
      return ELF_MACHINES[view.getUint16(18, true)] ?? null;
    }
    if (view.getUint32(0, true) === MACH_MAGIC) return MACH_CPUS[view.getUint32(4, true)] ?? null;
    if (view.getUint16(0, true) !== DOS_MAGIC) return null;
    const header = view.getUint32(0x3C, true);
    if (view.getUint32(header, true) !== PE_MAGIC) return null;
    return PE_MACHINES[view.getUint16(header + 4, true)] ?? null;
  } catch (error) {
    // Shorter than its header.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
