/** Warms an environment up, and says of it what its user should know. */
import type { Sink } from "../host/output.ts";
import type { Built } from "../packages/build_environment.ts";
import type { WarmUp } from "../packages/freeze.ts";
import { type NewFile, warmEnvironment } from "../packages/warm_environment.ts";
import { VisibleStream } from "../repl/visible_stream.ts";
import { say } from "./say.ts";

/** Modules that are named at most. */
const MOST_NAMED = 10;

/**
 * Warms an environment up. What the program writes is shown on stderr, without what would control a terminal.
 *
 * @param file that is written, and left with the result.
 * @returns the bytes of the warmed-up environment.
 */
export async function warmUp(
  built: Built,
  program: WarmUp,
  file: NewFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const visible = new VisibleStream();
  const show = (shown: Uint8Array<ArrayBuffer>) => {
    for (let at = 0; at < shown.length;) at += Deno.stderr.writeSync(shown.subarray(at));
  };
  const output: Sink = { write: (piece) => Promise.resolve(show(visible.add(piece))) };
  try {
    const { bytes: warmed, drew } = await warmEnvironment(built, program, file, output);
    if (drew.length > 0) sayWhoDrew(program.path, drew);
    return warmed;
  } finally {
    show(visible.end());
    if (!visible.endsLine) show(Uint8Array.of(0x0A));
  }
}

function sayWhoDrew(path: string, drew: readonly (readonly [string | null, number])[]): void {
  const names = drew.slice(0, MOST_NAMED)
    .map(([module, count]) => `${module ?? "the program itself"} (${count} bytes)`);
  if (drew.length > MOST_NAMED) names.push(`${drew.length - MOST_NAMED} more`);
  say(
    `--warm ${path}: warning: random bytes were drawn by ${names.join(", ")}; ` +
      "what was made of them is the same in each run, also without --seed",
  );
}
