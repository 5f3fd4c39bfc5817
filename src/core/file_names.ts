/**
 * Names of files, judged without looking at a disk. A program's names come out of a sandbox whose file system takes nearly
 * everything: what is written elsewhere must be a name on every system, and lead nowhere but down.
 */

/** Why a path is none that leads down from a folder; null where it is one. */
export function pathProblem(path: string): string | null {
  if (path === "") return "it is empty";
  if (path.includes("\0")) return "it has a NUL in it";
  if (path.startsWith("/")) return "it is absolute";
  const parts = path.split("/");
  if (parts.includes("..")) return "it leads out with '..'";
  if (parts.includes(".") || parts.includes("")) return "it has '.', '//' or an ending '/' in it";
  return null;
}

/** Names that mean a device on Windows, with every ending. The digits include the three superscripts that Windows takes for such. */
const DEVICE =
  /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\..*)?$/i;

/** What cannot be in a name on Windows; the colon is also that of drives and of streams beside a file. */
const FORBIDDEN = /[<>:"|?*\\]/;

/** Control characters, and characters that are not seen or turn the direction of what follows. */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u;

/** Most bytes of one name on most systems. */
const LONGEST_NAME_BYTES = 255;

const encoder = new TextEncoder();

/** Why not every system can have a file of this path, which leads down; null where each can. */
export function portabilityProblem(path: string): string | null {
  for (const name of path.split("/")) {
    const problem = nameProblem(name);
    if (problem !== null) return problem;
  }
  return null;
}

function nameProblem(name: string): string | null {
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden !== undefined) return `Windows allows no '${forbidden}' in a name`;
  if (UNSEEN.test(name)) return "it has a character that is not seen";
  if (/[. ]$/.test(name)) return "Windows drops a dot or space at the end of a name";
  if (/^ /.test(name)) return "it begins with a space";
  // Windows looks at what is before the first dot, without spaces before it.
  if (DEVICE.test(name.replace(/ +(?=\.|$)/, ""))) return "it is the name of a device on Windows";
  if (encoder.encode(name).length > LONGEST_NAME_BYTES) {
    return `a part of it is longer than ${LONGEST_NAME_BYTES} bytes`;
  }
  return null;
}

/** What two paths have in common that are one file on some system: letters that differ in case only, or in how an accent is written. */
export function foldedPath(path: string): string {
  return path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
