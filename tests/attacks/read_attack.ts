/**
 * What the first lines of an attack say must come of it: `# expect: status=S exit=N` (alternatives apart by `|`),
 * `# args:` options of `run`, `# stdout:` the whole standard output as a JSON string, `# says:` a text in either stream, and
 * `# answers:` a text in all that the caller gets, `# files:` the paths of all files that come out as a JSON list, and for readers
 * `# tries:`, `# without:` and `# source:`. `# asks: display` or `# asks: files` has what the program shows, or its files, taken.
 * `# by: run` sends it through `run` instead of a fresh jail of a server, `# by: run|serve-stdio` through both: one of each kind of
 * attack, and those that show the name of their own file. `# slow:` leaves it out of the gate.
 */

/** The folder of the attacks. */
export const ATTACKS_FOLDER: URL = new URL("./", import.meta.url);

/** One attack, and what must come of it. */
export interface Attack {
  /** Its file's name, without `.py`. */
  readonly name: string;
  /** Ends that are right, each as `status=S exit=N`. */
  readonly expected: readonly string[];
  /** The commands that it goes through. */
  readonly by: readonly string[];
  /** Options of `run`. */
  readonly args: readonly string[];
  /** The whole standard output; null where it does not matter. */
  readonly stdout: string | null;
  /** Texts that must stand in one of the streams. */
  readonly says: readonly string[];
  /** Whether it is slow, so that the gate leaves it out. */
  readonly isSlow: boolean;
  /** Texts that must stand in what the caller gets. */
  readonly answers: readonly string[];
  /** What is taken beside output. */
  readonly asks: keyof typeof ASKING_MEMBERS | null;
  /** The paths of all files that come out; null where they do not matter. */
  readonly files: readonly string[] | null;
}

/** What has an attack's files taken, or what it shows: options of `run`, and members of a request. */
export const ASKING_WORDS = { display: ["--display"], files: ["--out", "made"] } as const;
export const ASKING_MEMBERS = { display: { display: true }, files: { outputs: ["**"] } } as const;

/** The commands that attacks go through. */
export const RUN = "run";
export const SERVE = "serve-stdio";

/** All attacks, by name. */
export function readAttacks(): Attack[] {
  const files = [...Deno.readDirSync(ATTACKS_FOLDER)].map(({ name }) => name);
  return files.filter((name) => name.endsWith(".py")).sort().map(readAttack);
}

/** The values of the lines `# key: value` at the top of an attack. */
export function attackHeader(name: string, key: string): string[] {
  const lines = Deno.readTextFileSync(new URL(`${name}.py`, ATTACKS_FOLDER)).split("\n");
  const top = lines.slice(0, lines.findIndex((line) => !line.startsWith("# ")));
  return top.filter((line) => line.startsWith(`# ${key}: `)).map((line) =>
    line.slice(key.length + 4)
  );
}

function readAttack(file: string): Attack {
  const name = file.slice(0, -".py".length);
  const [stdout = null] = attackHeader(name, "stdout");
  const [asked] = attackHeader(name, "asks");
  const [files] = attackHeader(name, "files");
  return {
    name,
    expected: attackHeader(name, "expect").flatMap((line) => line.split("|")),
    by: (attackHeader(name, "by")[0] ?? SERVE).split("|"),
    args: attackHeader(name, "args").flatMap((line) => line.split(" ")),
    stdout: stdout === null ? null : JSON.parse(stdout) as string,
    says: attackHeader(name, "says"),
    isSlow: attackHeader(name, "slow").length > 0,
    answers: attackHeader(name, "answers"),
    asks: asked === undefined ? null : asked as keyof typeof ASKING_MEMBERS,
    files: files === undefined ? null : JSON.parse(files) as string[],
  };
}
