/**
 * The C library, by name, on each operating system that has one we can call. Both processes use it: the host to set and
 * read limits of the jail's process, the jail to wait and to tie itself to its parent.
 */

const CANDIDATES: Record<string, readonly string[]> = {
  linux: ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"],
  darwin: ["/usr/lib/libSystem.B.dylib"],
};

/**
 * Opens the C library with the functions that `symbols` names.
 *
 * @returns null if this system has no library with a known name, or if one of the functions is missing.
 */
export function openLibc<const S extends Deno.ForeignLibraryInterface>(
  symbols: S,
): Deno.DynamicLibrary<S> | null {
  for (const name of CANDIDATES[Deno.build.os] ?? []) {
    try {
      return Deno.dlopen(name, symbols);
    } catch {
      // Try the next name. If none is left, the caller reports what is missing.
    }
  }
  return null;
}
