/** What to say where `deno compile` failed. */
import { BuildError } from "./build_error.ts";
import type { Target } from "./targets.ts";

/** The Deno that failed. */
export interface FailedDeno {
  readonly version: string;
  /** The folder of its cache. */
  readonly cache: string;
}

/**
 * Deno's name for everything that goes wrong between asking for a base executable and having it in
 * the cache.
 */
const BASE_FAILED = "Setting up base binary.";

/**
 * The error behind what Deno wrote to stderr, without colours. Where its base executable could not
 * be downloaded, that is said, with what was tried and what helps; in all other cases Deno's own
 * words follow along.
 */
export function compileFailure(stderr: string, target: Target, deno: FailedDeno): BuildError {
  const causes = causesIn(stderr);
  const [reason] = causes.slice(causes.indexOf(BASE_FAILED) + 1);
  // Having it, but nowhere to put it, is another matter.
  const isDownload = causes.includes(BASE_FAILED) && !/^(Creating|Writing) /.test(reason ?? "");
  if (!isDownload) {
    return new BuildError(`deno compile failed for ${target.name}, see above`, ownWords(stderr));
  }
  const file = `denort-${target.triple}.zip`;
  const url = /^Download (https:\S+)/m.exec(stderr)?.[1] ??
    /url \((https:[^)\s]+)\)/.exec(stderr)?.[1];
  const [from, what] = url === undefined ? ["", file] : [` from ${url}`, "that file"];
  const why = reason?.replace(/^error sending request for url \(\S+\): /, "") ?? "no reason given";
  const place = [deno.cache, "dl", "release", `v${deno.version}`, file]
    .join(deno.cache.includes("\\") ? "\\" : "/");
  return new BuildError(
    `Deno's base executable for ${target.name} could not be downloaded${from} (${why}); ` +
      `set HTTPS_PROXY to a proxy that reaches it, or put ${what} at ${place}, ` +
      "or name an unpacked denort of this Deno and target in DENORT_BIN",
  );
}

/** The numbered lines below "Caused by:", but not those of the backtrace that follows. */
function causesIn(stderr: string): string[] {
  const [words] = stderr.split(/^Stack backtrace:$/m) as [string];
  return [...words.matchAll(/^ +\d+: (.+)$/gm)].map((match) => match[1]!.trim());
}

/** What Deno said, without its progress. */
function ownWords(stderr: string): string {
  return stderr.slice(Math.max(0, stderr.search(/^error: /m)));
}
