/** Where programs keep state between runs, by the conventions of each system. */

/** What is known about the user. */
export interface User {
  readonly os: typeof Deno.build.os;
  readonly variable: (name: string) => string | undefined;
}

/** The folder for the state of pysandbox; null if the environment names no place for it. */
export function stateFolder({ os, variable }: User): string | null {
  const named = (name: string) => {
    const value = variable(name);
    // A relative path would depend on the working directory, and spread the state over the disk.
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
  const state = named("XDG_STATE_HOME") ?? (home === null ? null : `${home}/.local/state`);
  return state === null ? null : `${state}/pysandbox`;
}
