/** The wheels of Pyodide's distribution, from its lock file: what `packages fetch` needs to know of them. */

/** The part of `pyodide-lock.json` that is used here. */
interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly file_name: string; readonly sha256: string }>
  >;
}

/** An object of JSON with the SHA-256 of each wheel by the name of its file. */
export function pyodideWheels(lock: Uint8Array): string {
  const { packages }: Lock = JSON.parse(new TextDecoder().decode(lock));
  const wheels = Object.values(packages)
    .filter(({ file_name }) => file_name.endsWith(".whl"))
    .map(({ file_name, sha256 }) => [file_name, sha256] as const)
    .sort(([one], [other]) => one < other ? -1 : 1);
  return JSON.stringify(Object.fromEntries(wheels));
}
