/** Explains why a file could not be opened, read or written. */
import { messageOf } from "./errors.ts";

/** The operating system's reason in an error of Deno: `permission denied`, `no space left on device`. */
export function fileProblem(error: unknown): string {
  // Deno requires all permissions for devices and for files below /proc and /sys.
  if (error instanceof Deno.errors.NotCapable) return "it is a device, or a file of the kernel's";
  // Systems have several words for that.
  if (error instanceof Deno.errors.NotFound) return "no such file or directory";
  // 'Permission denied (os error 13): open '/root/file''
  const [reason] = messageOf(error).split(" (os error");
  return reason!.charAt(0).toLowerCase() + reason!.slice(1);
}
