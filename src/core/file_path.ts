/** Paths out of addresses, without Node's module for it: every start of the host and of a jail would load that. */

/** The path of a file's address, on the operating system `os`. */
export function filePath({ pathname }: URL, os: typeof Deno.build.os = Deno.build.os): string {
  const path = decodeURIComponent(pathname);
  // /C:/folder
  return os === "windows" ? path.slice(1) : path;
}
