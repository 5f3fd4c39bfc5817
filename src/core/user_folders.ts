/** Where programs keep what is the user's between runs, by the conventions of each system. */

/** What is known about the user. */
export interface User {
  readonly os: typeof Deno.build.os;
  readonly variable: (name: string) => string | undefined;
}

/** The folder for the state of pysandbox; null if the environment names no place for it. */
export function stateFolder(user: User): string | null {
  return folderOf(user, "XDG_STATE_HOME", ".local/state");
}

/** The folder for data that pysandbox keeps for the user, likewise. */
export function dataFolder(user: User): string | null {
  return folderOf(user, "XDG_DATA_HOME", ".local/share");
}

/** @param below the home folder, where Linux's own variable says nothing. */
function folderOf({ os, variable }: User, linux: string, below: string): string | null {
  const named = (name: string) => {
    const value = variable(name);
    // A relative path would depend on the working directory, and spread the files over the disk.
    return value !== undefined && /^(?:\/|[A-Za-z]:[\\/])/.test(value) ? value : null;
  };
  if (os === "windows") {
    const local = named("LOCALAPPDATA");
    return local === null ? null : `${local}\\pysandbox`;
  }
  const home = named("HOME");
  if (os === "darwin") {
    return home === null ? null : `${home}/Library/Application Support/pysandbox`;
  }
  const folder = named(linux) ?? (home === null ? null : `${home}/${below}`);
  return folder === null ? null : `${folder}/pysandbox`;
}
