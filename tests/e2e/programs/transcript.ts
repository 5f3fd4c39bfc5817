/** What programs show, as text to compare, and what is known of them. */

/** The folder of the programs. */
export const FOLDER = new URL("./", import.meta.url);

/** The minor version of the newest CPython 3 whose output is known. */
export const NEWEST = 14;

/** The names of all programs, without `.py`. */
export function programs(): string[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => name.endsWith(".py")).map((name) => name.slice(0, -".py".length)).sort();
}

/** All that a run showed, as one text, without the place of the programs. */
export function transcript(stdout: string, stderr: string, code: number): string {
  return `${stdout}[stderr]\n${stderr}[exit ${code}]\n`.replaceAll(FOLDER.pathname, "");
}

/** What a program is to show. */
export function expected(name: string): string {
  return Deno.readTextFileSync(new URL(`${name}.txt`, FOLDER));
}

/** Standard input of a program. */
export function inputOf(name: string): string {
  try {
    return Deno.readTextFileSync(new URL(`${name}.in`, FOLDER));
  } catch {
    return "";
  }
}

/** The minor version of the oldest CPython 3 that prints what is expected. */
export function oldestVersion(name: string): number {
  const [first] = Deno.readTextFileSync(new URL(`${name}.py`, FOLDER)).split("\n") as [string];
  if (first === "# Sandbox only") return Infinity;
  return Number(/^# Python: 3\.(\d+)$/.exec(first)?.[1] ?? 11);
}

/** The minor version of python3 on PATH; null where there is none whose output is known to agree. */
export async function nativeVersion(): Promise<number | null> {
  try {
    const code = "import sys; print(sys.version_info[1])";
    const { stdout } = await new Deno.Command("python3", { args: ["-c", code] }).output();
    const minor = Number(new TextDecoder().decode(stdout));
    return minor >= 11 && minor <= NEWEST ? minor : null;
  } catch {
    return null;
  }
}
