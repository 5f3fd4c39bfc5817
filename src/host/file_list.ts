/**
 * TRUSTED. Judges the list of files that a jail says it has: pure. What no file system can have is a lie, and ends the jail; what not
 * every system can have is left out, and so is what exceeds a bound.
 */
import { foldedPath, pathProblem, portabilityProblem } from "../core/file_names.ts";
import { oneLine } from "../core/one_line.ts";
import { formatSize } from "../core/units.ts";
import { MessageError } from "../wire/fields.ts";
import { type FileEntry, MOST_LISTED } from "../wire/file_messages.ts";

/** An entry that is taken, and its number in the jail's list. */
export interface Wanted extends FileEntry {
  readonly number: number;
}

/** What is taken, and what is not. */
export interface Selection {
  /** By path, in order: a folder comes before what is in it. */
  readonly wanted: readonly Wanted[];
  /** Names that cannot be taken, each in a clause that says why. */
  readonly refused: readonly string[];
  /** What exceeds a bound, in clauses. */
  readonly exceeded: readonly string[];
}

/** Most characters of a name that a message repeats. */
const LONGEST_SHOWN = 100;

/** How many refused names are told, each for itself. */
const MOST_TOLD = 10;

/** Takes one entry after the other, so that a liar is found out at once. */
export class FileList {
  readonly #entries: FileEntry[] = [];
  readonly #kinds = new Map<string, boolean>();

  /** @throws {MessageError} where an honest jail could not have sent the entry. */
  add(entry: FileEntry): void {
    const { name, isFolder } = entry;
    if (this.#entries.length === MOST_LISTED) {
      throw new MessageError(`It listed more than ${MOST_LISTED} files`);
    }
    const problem = pathProblem(name);
    if (problem !== null) throw new MessageError(`It listed the file ${shown(name)}: ${problem}`);
    if (this.#kinds.has(name)) throw new MessageError(`It listed ${shown(name)} twice`);
    this.#kinds.set(name, isFolder);
    this.#entries.push(entry);
  }

  /**
   * The whole list, judged.
   *
   * @param mostBytes of all that is taken.
   * @param leftOut how many the jail says it has not listed.
   * @param matches whether anybody wants a file of this name.
   * @throws {MessageError} where a file is listed as a folder as well.
   */
  select(
    mostBytes: number,
    leftOut: number,
    matches: (entry: FileEntry) => boolean = () => true,
  ): Selection {
    this.#expectFolders();
    const refused: string[] = [];
    const wanted: Wanted[] = [];
    const folded = new Map<string, string>();
    let [bytes, beyond, untold] = [0, 0, 0];
    const numbered = this.#entries.map((entry, number) => ({ ...entry, number }));
    for (const entry of numbered.sort(byName)) {
      if (!matches(entry)) continue;
      const problem = portabilityProblem(entry.name) ?? collision(entry.name, folded);
      if (problem !== null) {
        if (refused.length < MOST_TOLD) refused.push(`${shown(entry.name)}: ${problem}`);
        else untold++;
      } else if (bytes + entry.bytes > mostBytes) {
        beyond++;
      } else {
        bytes += entry.bytes;
        wanted.push(entry);
      }
    }
    if (untold > 0) refused.push(`and ${untold} more`);
    const exceeded: string[] = [];
    if (beyond > 0) exceeded.push(`${files(beyond)} beyond ${formatSize(mostBytes)} (--max-files)`);
    if (leftOut > 0) {
      exceeded.push(
        `${
          files(leftOut)
        } beyond ${MOST_LISTED}, or with names that are longer than 1,024 bytes or not UTF-8`,
      );
    }
    return { wanted, refused, exceeded };
  }

  /** Whatever something is in must be a folder, where it is listed. */
  #expectFolders(): void {
    for (const { name } of this.#entries) {
      for (const parent of parentsOf(name)) {
        if (this.#kinds.get(parent) === false) {
          throw new MessageError(`It listed ${shown(parent)} as a file, and files in it`);
        }
      }
    }
  }
}

/** The folders that a path goes through, from the outermost. */
export function parentsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join("/"));
}

/** Why a name is one with another that is taken already, on some system; else it is noted, with the folders that it goes through. */
function collision(name: string, folded: Map<string, string>): string | null {
  const paths = [...parentsOf(name), name];
  for (const path of paths) {
    const other = folded.get(foldedPath(path));
    if (other !== undefined && other !== path) {
      return `on some systems it is the same as ${shown(other)}`;
    }
  }
  for (const path of paths) folded.set(foldedPath(path), path);
  return null;
}

function byName({ name: some }: FileEntry, { name: other }: FileEntry): number {
  return some < other ? -1 : some > other ? 1 : 0;
}

function shown(name: string): string {
  const cut = name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}...` : name;
  return oneLine(`'${cut}'`);
}

function files(count: number): string {
  return count === 1 ? "1 file" : `${count} files`;
}
