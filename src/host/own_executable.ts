/** TRUSTED. Where the executable of this process is now: it may be renamed, deleted or replaced while a server runs. */
import { InternalError } from "../core/errors.ts";

/** What Linux appends to the name of an executable that has none any more, because it was deleted or another took it. */
const DELETED = " (deleted)";

/**
 * The path of this process's own executable. Never that of another file, which has taken its name since.
 *
 * @throws {InternalError} where it has no name any more: Deno finds what was compiled in by that name, and nowhere else.
 */
export function ownExecutable(): string {
  if (Deno.build.os !== "linux") return Deno.execPath();
  const path = Deno.readLinkSync("/proc/self/exe");
  const [own, named] = [identity("/proc/self/exe"), identity(path)];
  if (own !== null && own === named) return path;
  throw new InternalError(
    `${path.replace(DELETED, "")} was deleted or replaced while it ran; start it again`,
  );
}

/** Tells files apart; null where there is none. */
function identity(path: string): string | null {
  try {
    const { dev, ino } = Deno.statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
