/**
 * TRUSTED. Chooses wheels for requirements. What wheels say of themselves is hostile, and so is the work of reading it: that is done in
 * a jail, by `src/packages/resolver/`. From there come questions, and an answer that can name nothing but wheels that it was given.
 */
import { rareContents, rareFile } from "../../core/build_folder.ts";
import { UsageError } from "../../core/errors.ts";
import type { Limits } from "../../core/limits.ts";
import { MEBIBYTE } from "../../core/units.ts";
import { runHelper } from "../helper_jail.ts";
import { PackageError } from "../package_error.ts";
import { Conversation } from "./conversation.ts";
import type { Request } from "./requested.ts";
import type { WheelSource } from "./wheel_source.ts";

/** Seconds are a lot. The wall clock goes on while an index is asked, which has limits of its own. */
const LIMITS: Limits = {
  ...{ timeoutMs: 60 * 60 * 1000, cpuMs: 120 * 1000, maxHeapBytes: 512 * MEBIBYTE },
  maxOutputBytes: 16 * MEBIBYTE,
};

const ARCHIVE = rareFile("resolver.pyz");

/** No wheels fit, and others could. */
export class NoWheelsError extends PackageError {}

/**
 * Chooses wheels.
 *
 * @returns the names of their files, in the order of the alphabet; the same wheels and requirements give the same.
 * @throws {UsageError} where a requirement is none.
 * @throws {NoWheelsError} where there are none that fit: who wants what, and what there is of it.
 * @throws {PackageError} where no wheels can help, or the jail does not do what it should.
 */
export async function resolve(
  request: Request,
  source: WheelSource,
  limits: Limits = LIMITS,
): Promise<string[]> {
  const conversation = new Conversation(request, source);
  const archive = await rareContents(await Deno.readFile(ARCHIVE));
  try {
    await runHelper({
      task: "choosing wheels",
      program: { kind: "file", name: "resolver.pyz", source: archive },
      limits,
      readStdin: (most) => conversation.read(most),
      stdout: conversation,
    });
  } catch (error) {
    throw conversation.failure ?? error;
  }
  const end = conversation.end;
  switch (end?.kind) {
    case "chosen":
      return end.files;
    case "wrong":
      throw new UsageError(end.text);
    case "refused":
      throw new PackageError(end.text);
    case "impossible":
      throw new NoWheelsError(end.text);
    case undefined:
      throw new PackageError("choosing wheels ended without an answer");
  }
}
