/** TRUSTED. Which walls are around a jail, and which of those that this system supports are missing. */
import { oneLine } from "../core/one_line.ts";
import type { WallReport, WallState } from "../core/outcome.ts";
import type { Hello } from "../wire/jail_answer.ts";

/** Walls of the operating system that `--walls require` asks for, by system. */
const EXPECTED: Partial<Record<typeof Deno.build.os, readonly (keyof WallReport)[]>> = {
  linux: ["seccomp", "landlock", "rlimit"],
  darwin: ["seatbelt"],
  windows: ["job"],
};

/** How much is said of what is missing of one wall, in UTF-16 units: room for all that ours can say. */
const MOST_UNITS = 1000;

/** A wall that this system supports and that is missing. */
export interface MissingWall {
  readonly name: keyof WallReport;
  /** What is missing and what could be done about it, in a clause. */
  readonly why: string;
}

/**
 * The walls as a report has them.
 *
 * @param rlimit whether the kernel bounds the process's memory.
 * @param job what the host found of its half of the wall on Windows.
 */
export function reportWalls(
  hello: Hello | null,
  rlimit: boolean,
  job: WallState | null = null,
): WallReport {
  const holds = (name: WallState["name"]) =>
    hello?.system.some((wall) => wall.name === name && wall.holds) ?? false;
  return {
    wasm: hello?.walls.wasm ?? false,
    permissions: hello?.walls.permissions ?? false,
    seccomp: holds("seccomp"),
    landlock: holds("landlock"),
    rlimit,
    ...(Deno.build.os === "darwin" ? { seatbelt: holds("seatbelt") } : {}),
    ...(Deno.build.os === "windows" ? { job: holds("job") && job?.holds === true } : {}),
  };
}

/** What is missing of the walls that this system can have. */
export function missingWalls(
  hello: Hello,
  rlimit: boolean,
  job: WallState | null = null,
): MissingWall[] {
  const report = reportWalls(hello, rlimit, job);
  return (EXPECTED[Deno.build.os] ?? []).flatMap((name): MissingWall[] => {
    if (report[name] ?? false) return [];
    const found = [...hello.system, ...(job === null ? [] : [job])].find((wall) =>
      wall.name === name && wall.missing !== null
    );
    return [{ name, why: brief(oneLine(found?.missing ?? "")) || unexplained(name) }];
  });
}

/** What the jail says may be of any length: whole words of its beginning. */
function brief(text: string): string {
  if (text.length <= MOST_UNITS) return text;
  const head = text.slice(0, MOST_UNITS);
  return `${head.replace(/\s+\S*$/, "")} ...`;
}

function unexplained(name: keyof WallReport): string {
  return name === "rlimit"
    ? "the kernel took no limit of its memory; its resident size is watched instead"
    : "it cannot be built on this system";
}

/** What `--walls require` says of what is missing. */
export function refusal(missing: readonly MissingWall[]): string {
  return missing.map(({ name, why }) => `--walls require: the wall ${name} is missing: ${why}`)
    .join("; ");
}
