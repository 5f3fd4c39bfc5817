/**
 * The systems on which pip installs a wheel, as its platform tag says: read from the executable, so that no wheel is installed
 * where its executable does not start.
 */
import { BuildError } from "../build/build_error.ts";
import { elfNeeds } from "../packages/elf_needs.ts";
import type { PackedExecutable } from "../packages/executables.ts";
import { macosVersion } from "../packages/macos_version.ts";

/** Which libraries every system has that manylinux tags (PEP 600) are for; those that Deno needs, and no more. */
const EVERYWHERE = new RegExp(
  "^(lib(c|dl|m|pthread|rt)\\.so\\.\\d+|libgcc_s\\.so\\.1|ld-linux-(x86-64|aarch64)\\.so\\.\\d)$",
);

/** Machines by the names that the tags of each system have. */
const MACHINES: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64",
  "linux-arm64": "aarch64",
  "macos-x64": "x86_64",
  "macos-arm64": "arm64",
  "windows-x64": "amd64",
  "windows-arm64": "arm64",
};

/** @throws {BuildError} if the executable needs what no tag promises. */
export function platformTag({ target, name, bytes }: PackedExecutable): string {
  const machine = MACHINES[target.name];
  if (machine === undefined) throw new BuildError(`no wheel is made for ${target.name}`);
  switch (target.os) {
    case "linux":
      return `manylinux_2_${glibcMinor(name, bytes)}_${machine}`;
    case "macos": {
      const [major, minor] = macosVersion(bytes);
      // From version 11 on, minor versions have no tags.
      return `macosx_${major}_${major >= 11 ? 0 : minor}_${machine}`;
    }
    case "windows":
      return `win_${machine}`;
  }
}

/** The minor version of the oldest glibc that has everything. */
function glibcMinor(name: string, executable: Uint8Array): number {
  const { libraries, versions } = elfNeeds(executable);
  const foreign = libraries.find((library) => !EVERYWHERE.test(library));
  if (foreign !== undefined) {
    throw new BuildError(`${name} needs ${foreign}, which not every Linux has`);
  }
  const minors = versions.flatMap((version) => /^GLIBC_2\.(\d+)/.exec(version)?.[1] ?? []);
  if (minors.length === 0) throw new BuildError(`${name} does not say which glibc it needs`);
  return Math.max(...minors.map(Number));
}
