/** Which files have tests, and which of them a run takes. */
/** What a run takes: the gate's tests, all there are, or those that are also worth a run against the executable. */
export type Selection = "gate" | "all" | "executable";

/** What the gate runs: the tests of what is released, and those that check the tree itself. */
const GATE = ["tests", "scripts/checks"];

const ALL = ["tests", "scripts"];

/**
 * What the sources' run cannot tell of the executable: that everything is inside and that it touches nothing else; that the
 * engine and the walls hold in the Deno that it contains; streams, signals and limits of real processes; one run of each
 * long-lived command. Of the attacks, these are some of each kind; all run against it where everything does.
 */
const EXECUTABLE = [
  "tests/attacks_by_run_test.ts",
  "tests/attacks/no_switch_test.ts",
  ...[
    ...["closed_streams", "descriptors", "doctor_slow", "executable", "executable_limits"],
    ...["executable_packages", "executable_writes", "isolation", "lazy_modules", "limits"],
    ...["packages_fetch", "run_code", "serve_forks", "signals", "streams"],
  ].map((name) => `tests/e2e/${name}_test.ts`),
];

/** Whether `deno test` would take a file of this name for one with tests. */
export function isTestFile(name: string): boolean {
  return /(^|[._])test\.ts$/.test(name);
}

/** Whether a file's tests are slow and rarely fail, so that the gate leaves them out. */
export function isSlow(name: string): boolean {
  return name.endsWith("_slow_test.ts");
}

/** The paths of the test files that a selection takes. */
export function selectedFiles(selection: Selection): string[] {
  if (selection === "executable") return EXECUTABLE;
  const found = (selection === "all" ? ALL : GATE).flatMap(testFiles);
  return selection === "all" ? found : found.filter((path) => !isSlow(path));
}

/** The test files in a folder; a file is taken whatever its name. */
export function testFiles(path: string): string[] {
  if (!Deno.statSync(path).isDirectory) return [path];
  return [...Deno.readDirSync(path)]
    .filter(({ name, isDirectory }) => isDirectory || isTestFile(name))
    .flatMap(({ name }) => testFiles(`${path}/${name}`));
}

/** Whether there is a file or a folder at this path. */
export function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
