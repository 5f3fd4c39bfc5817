/** The message for a failed `deno compile`. */
import { BuildError } from "./build_error.ts";
import type { Target } from "./targets.ts";

/** The Deno that failed. */
export interface FailedDeno {
  readonly version: string;
  /** The folder of its cache. */
  readonly cache: string;
}

/**
 * Deno's name for everything that can go wrong between requesting a base executable and storing it in the cache.
 */
const BASE_FAILED = "Setting up base binary.";

/**
 * The error in Deno's stderr, without colours. If its base executable could not be downloaded, the message says so,
 * with what was tried and what helps. In all other cases Deno's own output follows.
 */
export function compileFailure(stderr: string, target: Target, deno: FailedDeno): BuildError {
  const causes = causesIn(stderr);
  const [reason] = causes.slice(causes.indexOf(BASE_FAILED) + 1);
  // A base that was downloaded but cannot be stored is another problem.
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

/** The numbered lines after "Caused by:", without those of the backtrace that follows. */
function causesIn(stderr: string): string[] {
  const [output] = stderr.split(/^Stack backtrace:$/m) as [string];
  return [...output.matchAll(/^ +\d+: (.+)$/gm)].map((match) => match[1]!.trim());
}

/** Deno's output, without its progress. */
function ownWords(stderr: string): string {
  return stderr.slice(Math.max(0, stderr.search(/^error: /m)));
}
