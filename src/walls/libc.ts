/**
 * The C library, by name, on each operating system that has one we can call. Both rooms use it: the host to
 * set and read limits of the jail's process, the jail to wait and to tie itself to its parent.
 */

const CANDIDATES: Record<string, readonly string[]> = {
  linux: ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"],
  darwin: ["/usr/lib/libSystem.B.dylib"],
};

/**
 * Opens the C library with the functions that `symbols` names.
 *
 * @returns null where this system has none that answers to a known name, or lacks one of the functions.
 */
export function openLibc<const S extends Deno.ForeignLibraryInterface>(
  symbols: S,
): Deno.DynamicLibrary<S> | null {
  for (const name of CANDIDATES[Deno.build.os] ?? []) {
    try {
      return Deno.dlopen(name, symbols);
    } catch {
      // The next name, or none: the caller says what is missing without it.
    }
  }
  return null;
}
