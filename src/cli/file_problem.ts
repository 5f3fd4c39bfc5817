/** Why a file could not be opened, read or written, in a few words. */
import { messageOf } from "../core/errors.ts";

/** The reason in what Deno threw, as systems word it: `permission denied`, `no space left on device`. */
export function fileProblem(error: unknown): string {
  // Devices, and what the kernel shows as files, need a right that pysandbox does not ask for.
  if (error instanceof Deno.errors.NotCapable) return "it is a device, or a file of the kernel's";
  // 'No such file or directory (os error 2): open '/nowhere/file''
  const [reason] = messageOf(error).split(" (os error");
  return reason!.charAt(0).toLowerCase() + reason!.slice(1);
}
